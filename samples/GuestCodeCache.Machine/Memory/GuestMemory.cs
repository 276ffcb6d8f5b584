using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NotifierSdk;
using NotifierSdk.Linux;

namespace GuestCodeCache.Machine.Memory;

/// <summary>
/// The guest's memory: real pages, and for each of them what the guest may do with it. The table of rights is looked at before every access, as a TLB is.
/// Accesses are made inside a section of <see cref="Sections"/>, so a change can wait until those are over that still saw the former rights.
/// </summary>
public sealed unsafe class GuestMemory : IDisposable
{
    /// <summary>Bits of an address inside its page.</summary>
    public const int PageBits = 12;

    /// <summary>Bytes of a page.</summary>
    public const uint PageSize = 1u << PageBits;

    private const int PagesOfAddressSpace = 1 << (32 - PageBits);

    private readonly Lock _changes = new(); // one change at a time; a guest that has no right to a page waits for it
    private readonly MappedMemory _memory;
    private readonly byte* _rights; // of each page of all 4 GiB

    /// <summary>Reserves addresses from 0 on; nothing is mapped.</summary>
    public GuestMemory(uint length)
    {
        Space = new AddressSpace("guest"); // one name for all: each is a time series of its own in the meter
        _memory = MappedMemory.Map(Space, length, MemoryProtection.None);
        _rights = (byte*)NativeMemory.AllocZeroed(PagesOfAddressSpace);
        Length = length;
    }

    /// <summary>Where its changes are announced, by the host's addresses.</summary>
    public AddressSpace Space { get; }

    /// <summary>Bytes from address 0 on.</summary>
    public uint Length { get; }

    /// <summary>All of it, in the host's addresses.</summary>
    public AddressRange Range => _memory.Range;

    /// <summary>Whoever runs guest code, or reads guest memory, is inside a section. What is retired here is disposed when nobody can be using it any more.</summary>
    public RetireList<IDisposable> Sections { get; } = new(static item => item.Dispose(), "guest");

    internal byte* Base => (byte*)_memory.Range.Start;

    internal byte* RightsOfPages => _rights;

    /// <summary>The host's addresses of a range of the guest's.</summary>
    public AddressRange ToHost(uint address, uint length) => AddressRange.FromLength(_memory.Range.Start + address, length);

    /// <summary>The guest's address of one of the host's.</summary>
    public uint ToGuest(ulong address) => (uint)(address - _memory.Range.Start);

    /// <summary>Maps zeroes, or a part of a file whose pages are copied when they are written, in place of whatever was there.</summary>
    public void Map(uint address, uint length, Rights rights, MemoryFile? file = null, ulong offset = 0) => Change(address, length, rights, range =>
    {
        if (file is null)
            _memory.Replace(range);
        else
            _memory.Replace(range, file, offset, MemoryProtection.ReadWrite, MemorySharing.Private);
    });

    /// <summary>Takes pages away. Their addresses stay reserved for the guest.</summary>
    public void Unmap(uint address, uint length) => Change(address, length, Rights.None, range => _memory.Replace(range, MemoryProtection.None));

    /// <summary>Changes what the guest may do with pages.</summary>
    public void Protect(uint address, uint length, Rights rights) => Change(address, length, rights, range => _memory.Protect(range, MemoryProtection.ReadWrite));

    /// <summary>Whether all of the pages are mapped.</summary>
    public bool IsMapped(uint address, uint length)
    {
        for (var page = address >> PageBits; page <= (address + length - 1) >> PageBits; page++)
        {
            if (_rights[page] == 0)
                return false;
        }

        return true;
    }

    /// <summary>Waits for a change that is under way, and says what the guest may do with a page afterwards. Not inside a section.</summary>
    public Rights AwaitRights(uint address)
    {
        lock (_changes)
            return (Rights)_rights[address >> PageBits];
    }

    /// <summary>Copies the instructions from an address to the end of its page, as many as there is room for. False if they must not be executed.</summary>
    public bool TryFetch(uint address, Span<uint> words, out int count)
    {
        count = (int)Math.Min((uint)words.Length, (PageSize - (address & (PageSize - 1))) >> 2);
        using (Sections.EnterSection())
        {
            if (((Rights)Volatile.Read(ref _rights[address >> PageBits]) & Rights.Execute) == 0 || (address & 3) != 0)
                return false;
            for (var index = 0; index < count; index++)
                words[index] = Volatile.Read(ref *(uint*)(Base + address + index * 4));
            return true;
        }
    }

    /// <summary>Reads what nobody changes meanwhile, such as the arguments of a system call.</summary>
    /// <exception cref="GuestFaultException">The guest may not load from all of it.</exception>
    public byte[] Copy(uint address, uint length)
    {
        using (Sections.EnterSection())
        {
            for (var page = address >> PageBits; length > 0 && page <= (uint)((address + (ulong)length - 1) >> PageBits); page++)
            {
                if (page >= PagesOfAddressSpace || ((Rights)_rights[page] & Rights.Read) == 0)
                    throw new GuestFaultException(null, Rights.Read, $"The kernel was told to read 0x{length:x} bytes at 0x{address:x}, and not all of them can be.");
            }

            return new ReadOnlySpan<byte>(Base + address, (int)length).ToArray();
        }
    }

    /// <summary>Puts a program where it is mapped. Before it runs.</summary>
    internal void Load(uint address, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && !IsMapped(address, (uint)bytes.Length))
            throw new ArgumentOutOfRangeException(nameof(address), address, $"0x{bytes.Length:x} bytes at 0x{address:x} are not mapped; map them first.");
        bytes.CopyTo(new Span<byte>(Base + address, bytes.Length));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Sections.Dispose();
        Space.Dispose();
        _memory.Dispose();
        NativeMemory.Free(_rights);
    }

    // First nobody has a right any more; then every access is over that still saw one, among them stores that would not be announced; then the change.
    private void Change(uint address, uint length, Rights rights, Action<AddressRange> change)
    {
        lock (_changes)
        {
            var pages = new Span<byte>(_rights + (address >> PageBits), (int)(length >> PageBits));
            if (pages.ContainsAnyExcept((byte)0))
            {
                pages.Clear();
                Sections.Synchronize();
            }

            change(ToHost(address, length));
            Interlocked.MemoryBarrier();
            pages.Fill((byte)rights);
        }
    }
}

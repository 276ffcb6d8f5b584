using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GuestCodeCache.Machine.Memory;
using NotifierSdk;

namespace GuestCodeCache.Machine.Execution;

/// <summary>One thread of the guest: its registers, and its loads and stores. Used by one thread at a time.</summary>
public sealed unsafe class Hart : IDisposable
{
    /// <summary>How many a guest may have at once.</summary>
    public const int MaxCount = 16;

    private const int Registers = 32;

    private readonly GuestMemory _memory;
    private readonly byte* _base, _rights;
    private readonly uint* _x = (uint*)NativeMemory.AllocZeroed(Registers, sizeof(uint));

    internal Hart(GuestMemory memory, int number)
    {
        _memory = memory;
        _base = memory.Base;
        _rights = memory.RightsOfPages;
        Number = number;
        CellOffset = number * sizeof(long);
    }

    /// <summary>Its number in its guest, from 0 on.</summary>
    public int Number { get; }

    /// <summary>The program counter.</summary>
    public uint Pc { get; set; }

    /// <summary>Why it cannot simply go on; the program counter is at the instruction that did it.</summary>
    public Trap Trap { get; set; }

    /// <summary>How many instructions it has executed.</summary>
    public long Instructions { get; internal set; }

    /// <summary>How often it has run a translated block.</summary>
    public long Runs { get; internal set; }

    /// <summary>Whether it has exited.</summary>
    internal bool IsOver { get; set; }

    internal uint* X => _x;

    /// <summary>Where in a block's cell it counts.</summary>
    internal int CellOffset { get; }

    /// <summary>A register by its number.</summary>
    public uint this[int register]
    {
        get => _x[register];
        set => _x[register] = register == 0 ? 0 : value;
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(_x);

    internal void CopyRegisters(Hart from) => new ReadOnlySpan<uint>(from._x, Registers).CopyTo(new Span<uint>(_x, Registers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int LoadByte(uint address)
    {
        CheckLoad(address, 0);
        return (sbyte)_base[address];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int LoadByteUnsigned(uint address)
    {
        CheckLoad(address, 0);
        return _base[address];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int LoadHalf(uint address)
    {
        CheckLoad(address, 1);
        return *(short*)(_base + address);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int LoadHalfUnsigned(uint address)
    {
        CheckLoad(address, 1);
        return *(ushort*)(_base + address);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int LoadWord(uint address)
    {
        CheckLoad(address, 3);
        return *(int*)(_base + address);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void StoreByte(uint address, int value)
    {
        if (IsPlainStore(address, 0))
            _base[address] = (byte)value;
        else
            StoreToCode(address, value, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void StoreHalf(uint address, int value)
    {
        if (IsPlainStore(address, 1))
            *(short*)(_base + address) = (short)value;
        else
            StoreToCode(address, value, 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void StoreWord(uint address, int value)
    {
        if (IsPlainStore(address, 3))
            *(int*)(_base + address) = value;
        else
            StoreToCode(address, value, 4);
    }

    internal uint Fetch(uint address)
    {
        if ((address & 3) != 0 || ((Rights)_rights[address >> GuestMemory.PageBits] & Rights.Execute) == 0)
            throw Refused(Rights.Execute, address, 3);
        return Volatile.Read(ref *(uint*)(_base + address));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckLoad(uint address, uint alignment)
    {
        if ((address & alignment) != 0 || ((Rights)_rights[address >> GuestMemory.PageBits] & Rights.Read) == 0)
            throw Refused(Rights.Read, address, alignment);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsPlainStore(uint address, uint alignment) =>
        (address & alignment) == 0 && ((Rights)_rights[address >> GuestMemory.PageBits] & (Rights.Write | Rights.Execute)) == Rights.Write;

    /// <summary>A store to a page that can be executed: whoever keeps something that was derived from its contents is told before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StoreToCode(uint address, int value, uint size)
    {
        if ((address & (size - 1)) != 0 || ((Rights)_rights[address >> GuestMemory.PageBits] & Rights.Write) == 0)
            throw Refused(Rights.Write, address, size - 1);
        using (_memory.Space.BeginInvalidate(_memory.ToHost(address, size), InvalidationEvent.Write))
        {
            if (size == 1)
                _base[address] = (byte)value;
            else if (size == 2)
                *(short*)(_base + address) = (short)value;
            else
                *(int*)(_base + address) = value;
        }
    }

    private static GuestFaultException Refused(Rights needed, uint address, uint alignment) => (address & alignment) != 0
        ? new GuestFaultException(null, needed, $"It needed the right '{needed}' at 0x{address:x}, which is no multiple of {alignment + 1}.")
        : new GuestFaultException(address >> GuestMemory.PageBits, needed, $"It needed the right '{needed}' at 0x{address:x}, and has it not.");
}

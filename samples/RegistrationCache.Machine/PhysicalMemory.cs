using System.Runtime.InteropServices;
using NotifierSdk;
using NotifierSdk.Linux;

namespace RegistrationCacheSample.Machine;

/// <summary>A pool of page frames in one memfd. A frame that was given back is the next to be handed out, unless a device has it pinned.</summary>
public sealed class PhysicalMemory : IDisposable
{
    /// <summary>Of this machine, in bytes.</summary>
    public static readonly int PageSize = Environment.SystemPageSize;

    private readonly AddressSpace _space = new("device");
    private readonly MappedMemory _frames; // as DMA sees it: by frame number, whoever has mapped it
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = []; // under the lock, as are the pins
    private readonly int[] _pins;

    /// <summary>Makes the pool.</summary>
    public PhysicalMemory(int frames)
    {
        File = MemoryFile.Create("physical memory", (ulong)frames * (ulong)PageSize);
        _frames = MappedMemory.Map(_space, File, 0, File.Length);
        _pins = new int[frames];
        for (var frame = frames - 1; frame >= 0; frame--)
            _free.Push(frame);
    }

    /// <summary>What applications map.</summary>
    public MemoryFile File { get; }

    /// <summary>How many pins there are.</summary>
    public int Pinned
    {
        get
        {
            lock (_lock)
                return _pins.Sum();
        }
    }

    /// <summary>Hands a frame out that nobody has and no device has pinned; it carries the stamp.</summary>
    public int Take(Stamp stamp)
    {
        lock (_lock)
        {
            var skipped = new List<int>();
            var frame = _free.Pop();
            for (; _pins[frame] > 0; frame = _free.Pop())
                skipped.Add(frame);
            foreach (var pinned in skipped)
                _free.Push(pinned);
            MemoryMarshal.Cast<byte, Stamp>(Bytes(frame)).Fill(stamp);
            return frame;
        }
    }

    /// <summary>Gives a frame back.</summary>
    public void Release(int frame)
    {
        lock (_lock)
            _free.Push(frame);
    }

    /// <summary>Keeps the frame from being handed out. Whose it is nobody asks: that is what the retry check is for.</summary>
    public void Pin(int frame)
    {
        lock (_lock)
            _pins[frame]++;
    }

    /// <summary>Undoes one pin.</summary>
    public void Unpin(int frame)
    {
        lock (_lock)
            _pins[frame]--;
    }

    /// <summary>Reads a frame's stamp, as DMA does: nothing stops it.</summary>
    public Stamp Read(int frame) => MemoryMarshal.Read<Stamp>(Bytes(frame));

    /// <inheritdoc/>
    public void Dispose()
    {
        _frames.Dispose();
        File.Dispose();
        _space.Dispose();
    }

    private Span<byte> Bytes(int frame) =>
        _frames.AsSpan(AddressRange.FromLength(_frames.Range.Start + (ulong)frame * (ulong)PageSize, (ulong)PageSize));
}

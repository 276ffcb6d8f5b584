// Correct: commits hold only the read lock and write at the same time as one another; the shadow is an array of words, which allows that, and the callback holds the write lock.
using System;
using System.Threading;
using NotifierSdk;

/// <summary>Guest frame numbers to host frame numbers, for a virtual machine with many virtual CPUs.</summary>
public sealed partial class FrameTable : IntervalNotifier, IDisposable
{
    private const int Shift = 12;
    private const long Present = 1L << 62;

    [DriverLock(SharedCommit = true)] private readonly ReaderWriterLockSlim _invalidateLock = new();
    private readonly long[] _frames;
    private readonly ulong _baseGfn;
    private readonly Func<ulong, long> _hostFrame;

    public FrameTable(AddressSpace vm, AddressRange memory, Func<ulong, long> hostFrame)
    {
        _baseGfn = memory.Start >> Shift;
        _frames = new long[(memory.Last >> Shift) - _baseGfn + 1];
        _hostFrame = hostFrame;
        vm.Insert(this, memory);
    }

    [Fault(Collect = nameof(TryHostFrame), Commit = nameof(Set))]
    public partial FaultStatus Populate(AddressRange page, CancellationToken cancellationToken);

    public bool TryUse(ulong gpa, Action<long> use)
    {
        _invalidateLock.EnterReadLock();
        try
        {
            var frame = Volatile.Read(ref _frames[(gpa >> Shift) - _baseGfn]);
            if ((frame & Present) == 0)
                return false;
            use(frame & ~Present);
            return true;
        }
        finally
        {
            _invalidateLock.ExitReadLock();
        }
    }

    private bool TryHostFrame(AddressRange page, out long frame)
    {
        frame = _hostFrame(page.Start);
        return frame >= 0;
    }

    private void Set(AddressRange page, long frame) =>
        Volatile.Write(ref _frames[(page.Start >> Shift) - _baseGfn], frame | Present);

    [Invalidate]
    private void Zap(AddressRange range)
    {
        var first = (int)((range.Start >> Shift) - _baseGfn);
        var last = (int)((range.Last >> Shift) - _baseGfn);
        _frames.AsSpan(first..(last + 1)).Clear();
    }

    public void Dispose()
    {
        TryRemove();
        _invalidateLock.Dispose();
    }
}

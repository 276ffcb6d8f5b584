// Correct: native memory is freed once, after the removal, and commits are waited for
using System.Runtime.InteropServices;

public sealed unsafe class NativeTable : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new();
    private ulong* _ptes;

    public NativeTable(int count) => _ptes = (ulong*)NativeMemory.AllocZeroed((nuint)count, 8);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
                _ptes[(page - Range.Start) >> 12] = 0;
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope()) { }
    }

    public void Dispose()
    {
        TryRemove();
        using (_lock.EnterScope())
        {
            NativeMemory.Free(_ptes);
            _ptes = null;
        }
    }
}

// Breaks: NSDK5003
// Bug: native memory is freed while the callback may still write to it
using System.Runtime.InteropServices;

public sealed unsafe class NativePtes : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new();
    private readonly ulong* _ptes;

    public NativePtes(int count) => _ptes = (ulong*)NativeMemory.AllocZeroed((nuint)count, 8);

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

    public void Dispose()
    {
        NativeMemory.Free(_ptes);
        Remove();
    }
}

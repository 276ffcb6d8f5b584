// Breaks: NSDK2002
// Bug: the sequence is saved after the lock was released
public class GpuBufferCache : IntervalNotifier
{
    private readonly ReaderWriterLockSlim rw = new();
    private readonly Dictionary<ulong, int> handles = new();

    public int? Upload(ulong gpuVa, Func<ulong, int> createHandle)
    {
        var begun = ReadBegin();
        int handle = createHandle(gpuVa);
        rw.EnterWriteLock();
        try
        {
            if (ReadRetry(begun)) return null;
            handles[gpuVa] = handle;
            return handle;
        }
        finally { rw.ExitWriteLock(); }
    }

    protected override bool OnInvalidate(in Invalidation inv)
    {
        var range = inv.Overlap;
        rw.EnterWriteLock();
        try
        {
            foreach (var va in handles.Keys.Where(va => range.Contains(va)).ToArray())
                handles.Remove(va);
        }
        finally { rw.ExitWriteLock(); }

        SetSeq(inv.Sequence);
        return true;
    }
}

// Breaks: NSDK5011
// Bug: the base class removes the notifier, and no commit is waited for before its words are freed
using System.Runtime.InteropServices;
public abstract class Mapped : IntervalNotifier
{
    protected void Unregister()
    {
        if (IsInserted)
            Remove();
    }
    public virtual void Stop() => Unregister();
}
public sealed unsafe class Bitmap : Mapped, IDisposable
{
    private readonly DriverLock _lock = new();
    private ulong* _words = (ulong*)NativeMemory.AllocZeroed(4096);
    public bool Mark(ulong page)
    {
        var token = ReadBegin(AddressRange.FromLength(page << 12, 4096));
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            Word(page) |= 1ul << (int)(page % 64);
            return true;
        }
    }
    public override void Stop()
    {
        base.Stop();
        NativeMemory.Free(_words);
        _words = null;
    }
    public void Dispose() => Stop();
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope)) return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
                Word(page) = 0;
            return true;
        }
    }
    private ref ulong Word(ulong page) => ref _words[page / 64 % 512];
}

// Breaks: NSDK4004
// Bug: a public method calls the helper that wants the lock, and has given the lock back
public sealed class InterruptRemap : IntervalNotifier
{
    private readonly DriverLock _irteLock = new("irte");
    [GuardedBy(nameof(_irteLock))] private readonly uint[] _irte = new uint[256];

    [RequiresLock(nameof(_irteLock))]
    private void Write(int index, uint value) => _irte[index] = value;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_irteLock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            for (var i = 0; i < 256; i++)
                Write(i, 0);
        }

        return true;
    }

    public void Route(int vector, uint target)
    {
        int free;
        using (_irteLock.EnterScope())
        {
            free = Array.IndexOf(_irte, 0u);
        }

        if (free >= 0)
            Write(free, target << 8 | (uint)vector);
    }
}

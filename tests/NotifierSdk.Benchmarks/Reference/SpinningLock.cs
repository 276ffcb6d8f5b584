namespace NotifierSdk.Benchmarks.Reference;

/// <summary>A lock of one word: taken by a compare-exchange, given back by a store.</summary>
/// <remarks>It yields while it waits. In a kernel a holder is never preempted; here it can be, and spinning on would only punish the reference.</remarks>
internal sealed class SpinningLock
{
    private int _held;

    internal void Enter()
    {
        if (Interlocked.CompareExchange(ref _held, 1, 0) != 0)
            EnterSlowly();
    }

    internal void Exit() => Volatile.Write(ref _held, 0);

    private void EnterSlowly()
    {
        var spin = new SpinWait();
        do
            spin.SpinOnce(sleep1Threshold: -1);
        while (Volatile.Read(ref _held) != 0 || Interlocked.CompareExchange(ref _held, 1, 0) != 0);
    }
}

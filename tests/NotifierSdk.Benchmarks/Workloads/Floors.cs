using NotifierSdk.Benchmarks.Reference;

namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>What nothing that is shared between threads can be cheaper than, on the machine at hand.</summary>
internal sealed class Floors
{
    private const int Line = 8; // 64 bytes

    private readonly SpinningLock _lock = new();
    private readonly ulong[] _chain = RandomCycle(lines: 1 << 21);
    private int _word;
    private ulong _at;

    internal void InterlockedPairs(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            Interlocked.Increment(ref _word);
            Interlocked.Decrement(ref _word);
        }
    }

    internal void LockRoundTrips(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            _lock.Enter();
            _lock.Exit();
        }
    }

    /// <summary>Loads that each wait for the one before, from 128 MB in no order.</summary>
    internal void MissingLoads(int operations)
    {
        var (chain, at) = (_chain, _at);
        for (var i = 0; i < operations; i++)
            at = chain[at];
        _at = at;
    }

    private static ulong[] RandomCycle(int lines)
    {
        var order = Enumerable.Range(0, lines).ToArray();
        new Random(5).Shuffle(order);
        var chain = new ulong[lines * Line];
        for (var i = 0; i < lines; i++)
            chain[order[i] * Line] = (ulong)order[(i + 1) % lines] * Line;
        return chain;
    }
}

// Correct: an asynchronous iterator faults page by page
using System.Runtime.CompilerServices;

public sealed class Mirror : IntervalNotifier
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly HashSet<ulong> _map = [];

    public async IAsyncEnumerable<ulong> FaultAllAsync(IAsyncEnumerable<ulong> pages, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var page in pages.WithCancellation(cancellation))
        {
            for (var i = 0; i < 5; i++)
            {
                var token = await ReadBeginAsync(Range, cancellation);
                await _gate.WaitAsync(cancellation);
                try
                {
                    if (ReadRetry(token)) continue;
                    _map.Add(page);
                }
                finally { _gate.Release(); }
                yield return page;
                break;
            }
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_gate.Wait(invalidation.IsBlockable ? -1 : 0)) return false;
        try { SetSeq(invalidation.Sequence); _map.Clear(); }
        finally { _gate.Release(); }
        return true;
    }
}

// Correct: the evaluator uses a cached page after it has released the lock; it asks ReadRetry under the lock once it has the result, and only then does the result count.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IInferior
{
    byte[] Read(AddressRange page);
}

public sealed class InferiorPages : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _lock = new("inferior pages");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _pages = [];
    private readonly IInferior _inferior;

    public InferiorPages(IInferior inferior) => _inferior = inferior;

    /// <summary>Evaluates an expression over one page. The expression is slow, pure, and may run more than once.</summary>
    public bool TryEvaluate<T>(ulong address, Func<ReadOnlyMemory<byte>, T> evaluate, out T? result, CancellationToken cancel)
    {
        var page = AddressRange.FromLength(address / PageSize * PageSize, PageSize);
        for (var round = 0; round < 6; round++)
        {
            var token = ReadBegin(page, cancel);
            var bytes = Cached(page);
            var fresh = bytes is null;
            bytes ??= _inferior.Read(page);
            var value = evaluate(bytes);

            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                if (fresh)
                    _pages[page.Start] = bytes;
                result = value;
                return true;
            }
        }

        result = default;
        return false;
    }

    public void Dispose() => TryRemove();

    private byte[]? Cached(AddressRange page)
    {
        using (_lock.EnterScope())
            return _pages.GetValueOrDefault(page.Start);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(PageSize))
                _pages.Remove(number * PageSize);
            return true;
        }
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}

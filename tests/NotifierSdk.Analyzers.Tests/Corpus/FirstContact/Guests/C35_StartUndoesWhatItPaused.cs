// Correct: the start pauses two engines before it knows whether it may go on; where it refuses, it has resumed both, and otherwise its finish state hands them on to the finish, which resumes them.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IEngine
{
    /// <summary>Keeps further jobs in the queue. Pauses are counted, and the call does not wait.</summary>
    void Pause();

    bool IsIdle { get; }

    void WaitIdle();

    void Resume();
}

public sealed class EnginePages : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _lock = new("engine pages");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _gpuPages = [];
    private readonly IEngine _copy;
    private readonly IEngine _render;
    private readonly Func<ulong, ulong> _frameOf;

    public EnginePages(IEngine copy, IEngine render, Func<ulong, ulong> frameOf)
    {
        _copy = copy;
        _render = render;
        _frameOf = frameOf;
    }

    public bool Fault(ulong page, CancellationToken cancel)
    {
        var range = AddressRange.FromLength(page * PageSize, PageSize);
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var token = ReadBegin(range, cancel);
            var frame = _frameOf(page);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _gpuPages[page] = frame;
                return true;
            }
        }

        return false;
    }

    /// <summary>Called by an engine when a job starts to use a page. The job uses it until the engine is idle.</summary>
    public bool TryResolve(ulong page, Action<ulong> bind)
    {
        using (_lock.EnterScope())
        {
            if (!_gpuPages.TryGetValue(page, out var frame))
                return false;
            bind(frame);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            _copy.Pause();
            _render.Pause();
            if (!invalidation.IsBlockable && !(_copy.IsIdle && _render.IsIdle))
            {
                _render.Resume();
                _copy.Resume();
                return false;
            }

            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(PageSize))
                _gpuPages.Remove(page);
            finish = new FinishState(new[] { _render, _copy });
        }

        return true;
    }

    protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
    {
        foreach (var engine in (IEngine[])finish.State!)
        {
            if (invalidation.IsBlockable)
                engine.WaitIdle(); // it looks pages up under the lock, which is free now
            engine.Resume();
        }
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}

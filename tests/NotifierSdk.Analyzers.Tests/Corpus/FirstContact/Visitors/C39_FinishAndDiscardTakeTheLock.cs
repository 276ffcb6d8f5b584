// Correct: the finish and the Discard take the semaphore themselves, since generated code calls both without it.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public interface IDecoder
{
    int Open(AddressRange stream);

    void Close(int session);

    void Drain(int session);
}

public sealed partial class DecoderSessions : IntervalNotifier
{
    private readonly IDecoder _decoder;

    [DriverLock] private readonly SemaphoreSlim _gate = new(1, 1);
    [GuardedBy(nameof(_gate))] private readonly Dictionary<AddressRange, int> _sessions = [];
    [GuardedBy(nameof(_gate))] private int _drained;
    [GuardedBy(nameof(_gate))] private int _discarded;

    public DecoderSessions(IDecoder decoder) => _decoder = decoder;

    public (int Open, int Drained, int Discarded) Counters
    {
        get
        {
            _gate.Wait();
            try
            {
                return (_sessions.Count, _drained, _discarded);
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    [Fault(Collect = nameof(Open), Commit = nameof(Keep), Discard = nameof(Discard))]
    public partial FaultStatus Start(AddressRange stream, CancellationToken cancellationToken = default);

    private int Open(AddressRange stream) => _decoder.Open(stream);

    private void Keep(AddressRange stream, int session)
    {
        if (_sessions.Remove(stream, out var former))
            _decoder.Close(former);
        _sessions.Add(stream, session);
    }

    private void Discard(int session)
    {
        _decoder.Close(session);
        CountDiscard();
    }

    private void CountDiscard()
    {
        _gate.Wait();
        try
        {
            _discarded++;
        }
        finally
        {
            _gate.Release();
        }
    }

    [InvalidateStart]
    private bool Detach(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        var overlap = invalidation.Overlap;
        var hit = _sessions.Where(pair => pair.Key.Overlaps(overlap)).ToArray();
        if (hit.Length == 0)
            return true;
        if (!invalidation.IsBlockable)
            return false;
        foreach (var (stream, _) in hit)
            _sessions.Remove(stream);
        finish = new FinishState(hit.Select(pair => pair.Value).ToArray());
        return true;
    }

    [InvalidateFinish]
    private void DrainDetached(FinishState finish)
    {
        if (finish.State is not int[] sessions)
            return;
        foreach (var session in sessions)
        {
            _decoder.Drain(session);
            _decoder.Close(session);
        }

        _gate.Wait();
        _drained += sessions.Length;
        _gate.Release();
    }
}

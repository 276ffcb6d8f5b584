// Correct: when all of its buffer is unmapped, the callback ends its own registration with RemoveLater, which does not wait; every removal goes through one flag under the lock, so it happens once.
using System;
using System.Threading;
using NotifierSdk;


public interface IDmaMapper
{
    int Map(AddressRange buffer);

    void Unmap(int handle);
}

/// <summary>One buffer that user code has lent to a device. It lives until it is closed or unmapped.</summary>
public sealed class LentBuffer : IntervalNotifier
{
    private readonly DriverLock _lock = new("lent buffer");
    private readonly AddressRange _buffer;
    private readonly IDmaMapper _mapper;
    private readonly Action<LentBuffer>? _gone;
    [GuardedBy(nameof(_lock))] private int? _handle;
    [GuardedBy(nameof(_lock))] private bool _leaving;

    private LentBuffer(AddressRange buffer, IDmaMapper mapper, Action<LentBuffer>? gone)
    {
        _buffer = buffer;
        _mapper = mapper;
        _gone = gone;
    }

    public static LentBuffer Lend(AddressSpace space, AddressRange buffer, IDmaMapper mapper, Action<LentBuffer>? gone = null)
    {
        var lent = new LentBuffer(buffer, mapper, gone);
        space.Insert(lent, buffer);
        return lent;
    }

    public bool Map(CancellationToken cancel)
    {
        for (var attempt = 0; attempt < 16; attempt++)
        {
            if (TryReadBegin(_buffer, TimeSpan.FromSeconds(2), cancel, out var token) != FaultStatus.Completed)
                return false;

            var handle = _mapper.Map(_buffer);
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    if (_handle is { } former)
                        _mapper.Unmap(former);
                    _handle = handle;
                    return true;
                }
            }

            _mapper.Unmap(handle);
        }

        return false;
    }

    public bool TryUse(Action<int> use)
    {
        using (_lock.EnterScope())
        {
            if (_handle is not { } handle)
                return false;
            use(handle);
            return true;
        }
    }

    public void Close()
    {
        using (_lock.EnterScope())
            Leave();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            if (_handle is { } handle)
            {
                _mapper.Unmap(handle);
                _handle = null;
            }

            if (invalidation.Event == InvalidationEvent.Unmap && invalidation.Overlap == _buffer)
                Leave();
            return true;
        }
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    protected override void OnRemoved() => _gone?.Invoke(this);

    [RequiresLock(nameof(_lock))]
    private void Leave()
    {
        if (_leaving)
            return;
        _leaving = true;
        RemoveLater();
    }
}

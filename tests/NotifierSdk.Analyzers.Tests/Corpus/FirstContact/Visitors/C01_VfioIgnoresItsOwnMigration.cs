// Correct: an invalidation that the driver announced itself is accepted without SetSeq, as its own object in Owner tells.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class VfioMigration : IntervalNotifier
{
    private readonly AddressSpace _space;
    private readonly Lock _gate = new();
    private readonly Lock _migration = new();
    private readonly Dictionary<ulong, ulong> _frames = [];
    private readonly Func<ulong, ulong> _toDevice;

    public VfioMigration(AddressSpace space, object owner, Func<ulong, ulong> toDevice)
    {
        _space = space;
        _toDevice = toDevice;
        Owner = owner;
    }

    private bool IsMine(in Invalidation invalidation) => invalidation.Owner is { } who && ReferenceEquals(who, Owner);

    public bool MoveToDevice(AddressRange page, CancellationToken stop)
    {
        lock (_migration) // all faults come through here, so nobody else collects what is being moved
        {
            for (var attempt = 0; attempt < 16; attempt++)
            {
                var token = ReadBegin(page, stop);
                ulong frame;
                using (_space.BeginInvalidate(page, InvalidationEvent.Migrate, Owner))
                {
                    lock (_gate)
                        _frames.Remove(page.Start);
                    frame = _toDevice(page.Start);
                }

                lock (_gate)
                {
                    if (ReadRetry(token))
                        continue;
                    _frames[page.Start] = frame;
                    return true;
                }
            }

            return false;
        }
    }

    public ulong FrameOf(ulong page)
    {
        lock (_gate)
            return _frames.GetValueOrDefault(page);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (IsMine(in invalidation))
            return true;

        if (!invalidation.IsBlockable)
        {
            if (!_gate.TryEnter())
                return false;
        }
        else
        {
            _gate.Enter();
        }

        try
        {
            SetSeq(invalidation.Sequence);
            List<ulong> gone = [];
            foreach (var page in _frames.Keys)
            {
                if (invalidation.Overlap.Contains(page))
                    gone.Add(page);
            }

            gone.ForEach(page => _frames.Remove(page));
            return true;
        }
        finally
        {
            _gate.Exit();
        }
    }

    protected override void WaitForCommits()
    {
        lock (_gate)
        {
        }
    }
}

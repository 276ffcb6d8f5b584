// Correct: the probe begins a section only under the same condition under which it has inserted the notifier.
using System;
using System.Collections.Generic;
using NotifierSdk;

public sealed class SampleNotifier : IntervalNotifier
{
    private readonly DriverLock _lock = new("sample");
    private readonly List<ulong> _values = [];

    public bool TryAdd(AddressRange range, Func<ulong> load)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var token = ReadBegin(range);
            var value = load();
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _values.Add(value);
                return true;
            }
        }

        return false;
    }

    public ulong[] Values()
    {
        using (_lock.EnterScope())
            return [.. _values];
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            _values.Clear();
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

public sealed class SafeProbe(AddressSpace space, Func<ulong, ulong> load)
{
    public ulong[] Sample(AddressRange range, bool watched, int count)
    {
        var step = Math.Max(8, range.Length / (ulong)Math.Max(1, count));
        SampleNotifier? notifier = null;
        if (watched)
        {
            notifier = new SampleNotifier();
            space.Insert(notifier, range);
        }

        try
        {
            var plain = new List<ulong>();
            for (var i = 0; i < count; i++)
            {
                var address = range.Start + (ulong)i * step;
                if (notifier is null)
                    plain.Add(load(address));
                else if (!notifier.TryAdd(range, () => load(address)))
                    break;
            }

            return notifier?.Values() ?? [.. plain];
        }
        finally
        {
            notifier?.Remove();
        }
    }
}

// Breaks: NSDK5004
// Bug: the probe inserts its notifier only for pages that are writable, but begins a section of it for all.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public enum Access
{
    Read,
    ReadWrite,
}

public sealed class ProbeNotifier : IntervalNotifier
{
    private readonly DriverLock _lock = new("probe");
    private readonly List<ulong> _values = [];

    public bool TryAdd(ReadToken token, ulong value)
    {
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _values.Add(value);
            return true;
        }
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

public sealed class MemoryProbe(AddressSpace space, Func<ulong, ulong> load)
{
    public ulong[] Sample(AddressRange range, Access access, int count)
    {
        var notifier = new ProbeNotifier();
        var watched = access == Access.ReadWrite;
        if (watched)
            space.Insert(notifier, range);

        try
        {
            var step = Math.Max(8, range.Length / (ulong)Math.Max(1, count));
            for (var i = 0; i < count; i++)
            {
                var token = notifier.ReadBegin(range);
                if (!notifier.TryAdd(token, load(range.Start + (ulong)i * step)))
                    break;
            }

            return notifier.Values();
        }
        finally
        {
            if (watched)
                notifier.Remove();
        }
    }
}

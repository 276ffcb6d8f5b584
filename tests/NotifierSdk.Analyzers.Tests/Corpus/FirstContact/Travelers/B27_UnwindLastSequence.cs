// Breaks: NSDK2003
// Bug: SetSeq is given the field that still holds the previous invalidation's sequence; the field is set to the current one only afterwards.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public sealed record UnwindRow(int CfaRegister, int CfaOffset);

/// <summary>Unwind tables of a debuggee's code pages.</summary>
public sealed class UnwindCache : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("unwind tables");
    private readonly Dictionary<ulong, UnwindRow[]> _tables = [];
    private readonly Func<AddressRange, UnwindRow[]> _parse;
    private InvalidationSequence _last;
    private int _generations;

    public UnwindCache(Func<AddressRange, UnwindRow[]> parse) => _parse = parse;

    public bool Load(AddressRange page, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var token = ReadBegin(page, cancellation);
            var rows = _parse(page);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _tables[page.Start] = rows;
                return true;
            }
        }

        return false;
    }

    public bool Step(ulong ip, Action<UnwindRow> apply)
    {
        using (_lock.EnterScope())
        {
            if (!_tables.TryGetValue(ip & ~0xFFFul, out var rows) || rows.Length == 0)
                return false;
            apply(rows[(int)(ip & 0xFFF) % rows.Length]);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(_last);
            if (_last != invalidation.Sequence)
                _generations++;
            _last = invalidation.Sequence;

            var range = invalidation.Overlap.AlignOutward(4096);
            foreach (var page in _tables.Keys.Where(range.Contains).ToArray())
                _tables.Remove(page);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}

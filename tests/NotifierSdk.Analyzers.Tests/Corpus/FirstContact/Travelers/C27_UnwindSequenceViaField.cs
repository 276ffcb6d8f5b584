// Correct: SetSeq is given a field and not the parameter, but the callback has set the field from this very invalidation, under the same hold of the lock.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public sealed record FrameRow(int CfaRegister, int CfaOffset);

public sealed class FrameTables : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("frame tables");
    private readonly Dictionary<ulong, FrameRow[]> _tables = [];
    private readonly Func<AddressRange, FrameRow[]> _parse;
    private InvalidationSequence _current; // under the lock
    private AddressRange _currentRange;    // under the lock

    public FrameTables(Func<AddressRange, FrameRow[]> parse) => _parse = parse;

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

    public bool Step(ulong ip, Action<FrameRow> apply)
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
            _current = invalidation.Sequence;
            _currentRange = invalidation.Overlap;
            DropCurrent();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    private void DropCurrent()
    {
        SetSeq(_current);
        var range = _currentRange.AlignOutward(4096);
        foreach (var page in _tables.Keys.Where(range.Contains).ToArray())
            _tables.Remove(page);
    }
}

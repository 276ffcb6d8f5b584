// Breaks: NSDK2007
// Bug: The loop over the parts takes a new token for each part in one variable, and only the last one is checked; a change of an earlier part is not noticed.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


/// <summary>Scatter-gather lists for a DMA engine, by the first address of the buffer.</summary>
public sealed class ScatterGatherTable : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("sg table");
    private readonly Dictionary<AddressRange, ulong[]> _lists = new();
    private readonly Func<ulong, ulong> _translate;

    public ScatterGatherTable(Func<ulong, ulong> translate) => _translate = translate;

    public bool Prepare(AddressRange buffer, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var frames = new List<ulong>();
            ReadToken token = default;
            foreach (var page in buffer.Pages(4096))
            {
                token = ReadBegin(AddressRange.FromLength(page * 4096, 4096), cancellation);
                frames.Add(_translate(page * 4096));
            }

            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _lists[buffer] = frames.ToArray();
                return true;
            }
        }

        return false;
    }

    public bool Start(AddressRange buffer, Action<ulong[]> program)
    {
        using (_lock.EnterScope())
        {
            if (!_lists.TryGetValue(buffer, out var list))
                return false;
            program(list);
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
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap.AlignOutward(4096);
            foreach (var buffer in _lists.Keys.Where(buffer => buffer.Overlaps(range)).ToArray())
                _lists.Remove(buffer);
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

// Correct: The loop over the pieces begins a section for each of them, but it also checks and commits each before the next one begins; a list that is used names one piece only.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public sealed class SgLists : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("sg lists");
    private readonly Dictionary<AddressRange, ulong[]> _lists = new();
    private readonly Func<ulong, ulong> _translate;

    public SgLists(Func<ulong, ulong> translate) => _translate = translate;

    /// <summary>Prepares independent pieces, and returns how many of them are there.</summary>
    public int Prepare(IEnumerable<AddressRange> pieces, CancellationToken cancellation)
    {
        var prepared = 0;
        var budget = 100; // attempts for all pieces together
        foreach (var piece in pieces)
        {
            for (var done = false; !done && budget > 0; budget--)
            {
                var token = ReadBegin(piece, cancellation);
                var frames = Translate(piece);
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        continue;
                    _lists[piece] = frames;
                }

                prepared++;
                done = true;
            }
        }

        return prepared;
    }

    public bool Start(AddressRange piece, Action<ulong[]> program)
    {
        using (_lock.EnterScope())
        {
            if (!_lists.TryGetValue(piece, out var list))
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
            var range = invalidation.Overlap;
            foreach (var piece in _lists.Keys.Where(piece => piece.Overlaps(range)).ToArray())
                _lists.Remove(piece);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    private ulong[] Translate(AddressRange piece)
    {
        var frames = new List<ulong>();
        foreach (var page in piece.Pages(4096))
            frames.Add(_translate(page * 4096));
        return frames.ToArray();
    }
}

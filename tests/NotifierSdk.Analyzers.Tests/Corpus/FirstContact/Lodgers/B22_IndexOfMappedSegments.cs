// Breaks: NSDK3006
// Bug: the callback queues the removal of the postings to the thread pool and returns, so the owner unmaps while the index still has them.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;

public sealed record Posting(ulong Address, int Length);

/// <summary>Index of a search engine over segments that are mapped into memory.</summary>
public sealed partial class SegmentIndex : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly Lock _mutex = new();
    [GuardedBy(nameof(_mutex))] private readonly Dictionary<ulong, Posting[]> _segments = new();
    private readonly Func<AddressRange, Posting[]> _parse;
    private int _dropped;

    public SegmentIndex(Func<AddressRange, Posting[]> parse) => _parse = parse;

    public int Dropped => Volatile.Read(ref _dropped);

    public void Attach(AddressSpace files, AddressRange all) => files.Insert(this, all);

    [Fault(Collect = nameof(Parse), Commit = nameof(Add), TimeoutMilliseconds = 10_000)]
    public partial FaultStatus Open(AddressRange segment, CancellationToken cancellationToken);

    public int Search(ulong segment, Func<Posting, bool> match)
    {
        lock (_mutex)
            return _segments.TryGetValue(segment, out var postings) ? postings.Count(match) : 0;
    }

    private Posting[] Parse(AddressRange segment) => _parse(segment);

    private void Add(AddressRange segment, Posting[] postings) => _segments[segment.Start] = postings;

    [Invalidate]
    private void Close(AddressRange range)
    {
        // A segment has a million postings: the writer must not wait until they are gone.
        _ = Task.Run(() => DropPostings(range));
    }

    private void DropPostings(AddressRange range)
    {
        lock (_mutex)
        {
            foreach (var (start, postings) in _segments.ToArray())
            {
                var covered = postings.Any(p => AddressRange.FromLength(p.Address, (ulong)p.Length).Overlaps(range));
                if (covered || range.Contains(start))
                {
                    _segments.Remove(start);
                    _dropped++;
                }
            }
        }
    }

    public void Dispose() => TryRemove();
}

// Breaks: NSDK2016
// Bug: When the check fails, Read goes to its next attempt without unpinning the pages that this attempt pinned.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;



public interface ITarget
{
    PinnedPages Pin(AddressRange range);

    void Unpin(PinnedPages pages);
}

public sealed class PinnedPages(AddressRange range, nint address)
{
    public AddressRange Range => range;

    public nint Address => address;
}

public enum ViewState
{
    Fresh,
    Busy,
    Gone,
}

public sealed class MemoryView(ITarget target) : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("memory view");
    private readonly LinkedList<PinnedPages> _shown = new();

    public event EventHandler<AddressRange>? Changed;

    public ViewState Show(AddressRange range)
    {
        var left = 12;
        while (left-- > 0)
        {
            switch (TryReadBegin(range, TimeSpan.FromSeconds(2), out var token))
            {
                case FaultStatus.Completed:
                    break;
                case FaultStatus.Removed or FaultStatus.Released:
                    return ViewState.Gone;
                default:
                    return ViewState.Busy;
            }

            var pages = target.Pin(range);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _shown.AddLast(pages);
            }

            Changed?.Invoke(this, range);
            return ViewState.Fresh;
        }

        return ViewState.Busy;
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            SetSeq(invalidation.Sequence);
            for (var node = _shown.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Range.Overlaps(invalidation.Overlap))
                {
                    _shown.Remove(node);
                    target.Unpin(node.Value);
                }

                node = next;
            }
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

// Breaks: NSDK3002
// Bug: the callback announces the change of an alias in the same space, two helpers below.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed class NestedPaging : IntervalNotifier
{
    private readonly AddressSpace _guest;
    private readonly DriverLock _lock = new("nested paging");
    private readonly Dictionary<ulong, ulong> _spte = [];
    private readonly Dictionary<ulong, ulong> _aliases;
    private readonly Action<ulong> _flush;

    public NestedPaging(AddressSpace guest, IReadOnlyDictionary<ulong, ulong> aliases, Action<ulong> flush)
    {
        _guest = guest;
        _aliases = new Dictionary<ulong, ulong>(aliases);
        _flush = flush;
    }

    public void Attach(AddressRange memory) => _guest.Insert(this, memory);

    public void Detach() => Remove();

    public FaultStatus Fault(AddressRange page, Func<ulong, ulong> resolve)
    {
        for (var n = 0; n < 40; n++)
        {
            var status = TryReadBegin(page, TimeSpan.FromSeconds(1), out var token);
            if (status != FaultStatus.Completed)
                return status;
            var frame = resolve(page.Start);
            using var hold = _lock.EnterScope();
            if (ReadRetry(token))
                continue;
            _spte[page.Start] = frame;
            return FaultStatus.Completed;
        }

        return FaultStatus.Collided;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        List<ulong> zapped;
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            zapped = Zap(invalidation.Overlap);
        }

        Propagate(zapped);
        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    private List<ulong> Zap(AddressRange range)
    {
        var pages = _spte.Keys.Where(page => range.Contains(page)).ToList();
        pages.ForEach(page => _spte.Remove(page));
        return pages;
    }

    private void Propagate(List<ulong> pages)
    {
        foreach (var page in pages)
        {
            if (_aliases.TryGetValue(page, out var alias))
                ZapAlias(alias);
        }
    }

    private void ZapAlias(ulong alias)
    {
        using (_guest.BeginInvalidate(AddressRange.FromLength(alias, 4096), InvalidationEvent.Clear))
            _flush(alias);
    }
}

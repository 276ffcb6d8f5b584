// Correct: Resize takes the bars that no longer fit out of the list under the device lock, and removes them after it has released the lock.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using NotifierSdk;



public sealed class HotPlugDevice(AddressSpace bus, Func<ulong, ulong> route) : IAsyncDisposable
{
    private readonly DriverLock _lock = new("hot plug device");
    private readonly LinkedList<Bar> _bars = new();

    public Bar AddBar(AddressRange range)
    {
        var bar = new Bar(_lock, route);
        bus.Insert(bar, range);
        using (_lock.EnterScope())
            _bars.AddLast(bar);
        return bar;
    }

    public int Resize(ulong limit)
    {
        var removed = 0;
        foreach (var bar in TakeWhere(bar => bar.Range.Last >= limit))
        {
            bar.Remove();
            removed++;
        }

        return removed;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var bar in TakeWhere(static _ => true))
            await bar.RemoveAsync();
    }

    private List<Bar> TakeWhere(Predicate<Bar> condition)
    {
        List<Bar> taken = [];
        using (_lock.EnterScope())
        {
            for (var node = _bars.First; node is not null;)
            {
                var (bar, next) = (node.Value, node.Next);
                if (condition(bar))
                {
                    _bars.Remove(node);
                    taken.Add(bar);
                }

                node = next;
            }
        }

        return taken;
    }

    public sealed class Bar : IntervalNotifier
    {
        private readonly DriverLock _shared;
        private readonly Func<ulong, ulong> _route;
        private readonly Dictionary<ulong, ulong> _routes = [];

        internal Bar(DriverLock shared, Func<ulong, ulong> route) => (_shared, _route) = (shared, route);

        public bool Route(AddressRange page)
        {
            for (var i = 0; i < 10; i++)
            {
                var token = ReadBegin(page);
                var target = _route(page.Start);
                using var held = _shared.EnterScope();
                if (ReadRetry(token))
                    continue;
                _routes[page.Start >> 12] = target;
                return true;
            }

            return false;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (!_shared.TryEnter(in invalidation, out var held))
                return false;

            using (held)
            {
                SetSeq(invalidation.Sequence);
                foreach (var page in invalidation.Overlap.Pages(4096))
                    _routes.Remove(page);
            }

            return true;
        }

        protected override void WaitForCommits()
        {
            using (_shared.EnterScope())
            {
            }
        }
    }
}

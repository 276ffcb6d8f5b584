// Breaks: NSDK4001
// Bug: Resize removes the bars that no longer fit while it holds the device lock, which the callbacks of those bars need before their removal can end.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;



public sealed class PciDevice(AddressSpace bus, Func<ulong, ulong> route) : IDisposable
{
    private readonly DriverLock _deviceLock = new("pci device");
    private readonly List<Bar> _bars = [];

    public Bar AddBar(AddressRange range)
    {
        var bar = new Bar(this);
        bus.Insert(bar, range);
        using (_deviceLock.EnterScope())
            _bars.Add(bar);
        return bar;
    }

    public int Resize(ulong limit)
    {
        using (_deviceLock.EnterScope())
        {
            var tooHigh = _bars.Where(bar => bar.Range.Last >= limit).ToList();
            foreach (var bar in tooHigh)
            {
                Unplug(bar);
                _bars.Remove(bar);
            }

            return tooHigh.Count;
        }
    }

    public void Dispose()
    {
        Bar[] all;
        using (_deviceLock.EnterScope())
        {
            all = [.. _bars];
            _bars.Clear();
        }

        foreach (var bar in all)
            Unplug(bar);
    }

    private static void Unplug(Bar bar)
    {
        if (bar.IsInserted)
            bar.Remove(TimeSpan.FromSeconds(30));
    }

    public sealed class Bar : IntervalNotifier
    {
        private readonly PciDevice _device;
        private readonly Dictionary<ulong, ulong> _routes = [];

        internal Bar(PciDevice device) => _device = device;

        public bool Route(AddressRange page)
        {
            for (var i = 0; i < 10; i++)
            {
                var token = ReadBegin(page);
                var target = _device.Find(page.Start);
                using var held = _device._deviceLock.EnterScope();
                if (ReadRetry(token))
                    continue;
                _routes[page.Start >> 12] = target;
                return true;
            }

            return false;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (!_device._deviceLock.TryEnter(in invalidation, out var held))
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
            using (_device._deviceLock.EnterScope())
            {
            }
        }
    }

    private ulong Find(ulong address) => route(address);
}

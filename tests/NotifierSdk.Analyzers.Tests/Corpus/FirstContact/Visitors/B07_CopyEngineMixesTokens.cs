// Breaks: NSDK2009
// Bug: the copy asks the destination about the token of the source.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed class CopyEngine(Action<ulong, ulong> submit)
{
    private const int Limit = 20;

    public DriverLock Gate { get; } = new("copy engine");

    public sealed class Window(CopyEngine engine, Func<ulong, ulong> busAddress) : IntervalNotifier
    {
        [DriverLock] private DriverLock Gate => _engine.Gate;

        private readonly CopyEngine _engine = engine;
        private readonly Dictionary<ulong, ulong> _bus = [];

        public ulong Resolve(AddressRange page) => busAddress(page.Start);

        public void Remember(AddressRange page, ulong bus) => _bus[page.Start] = bus;

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (!Gate.TryEnter(in invalidation, out var scope))
                return false;
            using (scope)
            {
                SetSeq(invalidation.Sequence);
                var range = invalidation.Overlap;
                foreach (var page in _bus.Keys.Where(page => range.Contains(page)).ToArray())
                    _bus.Remove(page);
            }

            return true;
        }

        protected override void WaitForCommits()
        {
            using (Gate.EnterScope())
            {
            }
        }
    }

    public bool Copy(Window source, AddressRange from, Window destination, AddressRange to)
    {
        for (var attempt = 0; attempt < Limit; attempt++)
        {
            var reading = source.ReadBegin(from);
            var writing = destination.ReadBegin(to);
            var read = source.Resolve(from);
            var write = destination.Resolve(to);
            using (Gate.EnterScope())
            {
                if (destination.ReadRetry(reading) || destination.ReadRetry(writing))
                    continue;
                source.Remember(from, read);
                destination.Remember(to, write);
                submit(read, write);
                return true;
            }
        }

        return false;
    }
}

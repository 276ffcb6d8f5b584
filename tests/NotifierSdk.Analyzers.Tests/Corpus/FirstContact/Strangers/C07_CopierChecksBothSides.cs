// Correct: A copy between two mirrored ranges takes a token of each notifier, and each notifier checks its own under the lock that both share.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class PairedDevice(Func<AddressRange, ulong> frameOf)
{
    public DriverLock Lock { get; } = new("paired device");

    public Dictionary<ulong, ulong> Pages { get; } = [];

    public Dictionary<(ulong From, ulong To), (ulong FromFrame, ulong ToFrame)> Pairs { get; } = [];

    public ulong FrameOf(AddressRange page) => frameOf(page);
}

public sealed class PairedRange(PairedDevice device) : IntervalNotifier
{
    public static bool Pair(PairedRange source, AddressRange from, PairedRange destination, AddressRange to)
    {
        var device = source.Device;
        if (!ReferenceEquals(device, destination.Device))
            throw new ArgumentException("Both ranges belong to one device.", nameof(destination));

        for (var attempt = 0; attempt < 10; attempt++)
        {
            var sourceToken = source.ReadBegin(from);
            var destinationToken = destination.ReadBegin(to);
            var fromFrame = device.FrameOf(from);
            var toFrame = device.FrameOf(to);

            using (device.Lock.EnterScope())
            {
                if (source.ReadRetry(sourceToken) || destination.ReadRetry(destinationToken))
                    continue;

                device.Pages[from.Start] = fromFrame;
                device.Pages[to.Start] = toFrame;
                device.Pairs[(from.Start, to.Start)] = (fromFrame, toFrame);
                return true;
            }
        }

        return false;
    }

    private PairedDevice Device => device;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!device.Lock.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(4096))
                device.Pages.Remove(number * 4096);

            List<(ulong, ulong)> broken = [];
            foreach (var pair in device.Pairs.Keys)
            {
                var touched = AddressRange.FromLength(pair.From, 4096).Overlaps(invalidation.Overlap)
                    || AddressRange.FromLength(pair.To, 4096).Overlaps(invalidation.Overlap);
                if (touched)
                    broken.Add(pair);
            }

            foreach (var pair in broken)
                device.Pairs.Remove(pair);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (device.Lock.EnterScope())
        {
        }
    }
}

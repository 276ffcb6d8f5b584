// Breaks: NSDK2009
// Bug: Mirror reads the source range under a token of the source notifier, and lets the destination notifier check that token.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;



public sealed class SvmDevice
{
    public DriverLock PageTableLock { get; } = new("svm page tables");

    public Dictionary<ulong, ulong> Entries { get; } = [];

    public required Func<AddressRange, ulong> FrameOf { get; init; }

    public required Action<string> Log { get; init; }
}

public sealed class SvmRange(SvmDevice device) : IntervalNotifier
{
    private const int Attempts = 5;

    public bool MapAlias(SvmRange source, AddressRange from, ulong alias)
    {
        foreach (var attempt in Enumerable.Range(1, Attempts))
        {
            var token = source.ReadBegin(from);
            var frame = device.FrameOf(from);

            using (device.PageTableLock.EnterScope())
            {
                if (this.ReadRetry(token))
                {
                    device.Log($"alias {alias:x} of {from}: attempt {attempt} collided");
                    continue;
                }

                device.Entries[alias] = frame;
                device.Entries[from.Start] = frame;
                return true;
            }
        }

        return false;
    }

    public bool Map(AddressRange page)
    {
        foreach (var _ in Enumerable.Range(1, Attempts))
        {
            var token = ReadBegin(page);
            var frame = device.FrameOf(page);
            using var held = device.PageTableLock.EnterScope();
            if (ReadRetry(token))
                continue;
            device.Entries[page.Start] = frame;
            return true;
        }

        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!device.PageTableLock.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);
            var gone = invalidation.Overlap;
            var frames = device.Entries.Where(entry => gone.Contains(entry.Key)).Select(entry => entry.Value).ToHashSet();
            foreach (var (key, frame) in device.Entries.ToArray())
            {
                if (frames.Contains(frame))
                    device.Entries.Remove(key);
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (device.PageTableLock.EnterScope())
        {
        }
    }
}

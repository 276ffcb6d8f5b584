// Breaks: NSDK2006
// Bug: Populate writes the entries of the leaf table under the lock and asks ReadRetry only afterwards; after a collision the stale entries stay where the GPU finds them.
// Today: nothing, since nothing says what the shadow is
using System;
using System.Diagnostics;
using System.Threading;
using NotifierSdk;



public delegate bool PageGetter(AddressRange pages, Span<ulong> frames);

public sealed class UserptrBuffer : IntervalNotifier
{
    private const int Shift = 12;
    private const int LeafSize = 512;

    private readonly DriverLock _vmLock = new("gpu vm");
    private readonly ulong[]?[] _directory;
    private readonly AddressRange _window;
    private readonly PageGetter _get;

    public UserptrBuffer(AddressRange window, PageGetter get)
    {
        _window = window;
        _get = get;
        _directory = new ulong[]?[(int)(((window.Last - window.Start) >> Shift) / LeafSize) + 1];
    }

    public FaultStatus Populate(AddressRange pages)
    {
        var clock = Stopwatch.StartNew();
        var frames = new ulong[(int)((pages.Last - pages.Start) >> Shift) + 1];
        while (clock.Elapsed < TimeSpan.FromSeconds(1))
        {
            var status = TryReadBegin(pages, TimeSpan.FromMilliseconds(200), out var token);
            if (status != FaultStatus.Completed)
                return status;
            if (!_get(pages, frames))
                return FaultStatus.Unavailable;

            using var held = _vmLock.EnterScope();
            WriteEntries(pages, frames);
            if (!ReadRetry(token))
                return FaultStatus.Completed;
        }

        return FaultStatus.TimedOut;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_vmLock.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);
            Zap(invalidation.Overlap);
        }

        return true;
    }

    protected override void WaitForCommits() => _vmLock.EnterScope().Dispose();

    private void WriteEntries(AddressRange pages, ReadOnlySpan<ulong> frames)
    {
        var index = (int)((pages.Start - _window.Start) >> Shift);
        foreach (var frame in frames)
        {
            var leaf = _directory[index / LeafSize] ??= new ulong[LeafSize];
            leaf[index % LeafSize] = frame | 1;
            index++;
        }
    }

    private void Zap(AddressRange range)
    {
        var first = (int)((range.Start - _window.Start) >> Shift);
        var last = (int)((range.Last - _window.Start) >> Shift);
        for (var index = first; index <= last; index++)
        {
            if (_directory[index / LeafSize] is { } leaf)
                leaf[index % LeafSize] = 0;
        }
    }
}

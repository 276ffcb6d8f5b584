// Correct: The leaves of the page table are allocated before the check, empty, and entries are written to them only after it.
using System;
using System.Threading;
using NotifierSdk;



public sealed class UserptrTable : IntervalNotifier
{
    private sealed class Leaf
    {
        public readonly ulong[] Entries = new ulong[512];
    }

    private readonly DriverLock _vmLock = new("vm");
    private readonly Leaf?[] _root;
    private readonly ulong _firstPage;
    private readonly Func<ulong, ulong> _getFrame;

    public UserptrTable(AddressRange window, Func<ulong, ulong> getFrame)
    {
        _firstPage = window.Start >> 12;
        _root = new Leaf?[((window.Last >> 12) - _firstPage) / 512 + 1];
        _getFrame = getFrame;
    }

    public FaultStatus Bind(AddressRange pages, CancellationToken stop)
    {
        var count = (int)((pages.Last >> 12) - (pages.Start >> 12)) + 1;
        var frames = new ulong[count];

        for (var attempt = 0; attempt < 20; attempt++)
        {
            stop.ThrowIfCancellationRequested();
            if (TryReadBegin(pages, TimeSpan.FromSeconds(1), stop, out var token) is var status && status != FaultStatus.Completed)
                return status;

            for (var i = 0; i < count; i++)
                frames[i] = _getFrame((pages.Start >> 12) + (ulong)i);

            using (_vmLock.EnterScope())
            {
                var index = (pages.Start >> 12) - _firstPage;
                Prepare(index, count);
                if (ReadRetry(token))
                    continue;

                foreach (var frame in frames)
                {
                    _root[index / 512]!.Entries[index % 512] = frame | 1;
                    index++;
                }

                return FaultStatus.Completed;
            }
        }

        return FaultStatus.Collided;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_vmLock.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
            {
                var index = page - _firstPage;
                if (_root[index / 512] is { } leaf)
                    leaf.Entries[index % 512] = 0;
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_vmLock.EnterScope())
        {
        }
    }

    private void Prepare(ulong index, int count)
    {
        for (var leaf = index / 512; leaf <= (index + (ulong)count - 1) / 512; leaf++)
            _root[leaf] ??= new Leaf();
    }
}

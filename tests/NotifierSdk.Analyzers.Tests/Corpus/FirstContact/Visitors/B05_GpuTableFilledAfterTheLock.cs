// Breaks: NSDK2006
// Bug: the verdict of ReadRetry leaves the lock, and the page table is filled in a second hold of it.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class GpuPageTable(Func<ulong, ulong> physical) : IntervalNotifier
{
    private const int Shift = 12, LeafBits = 9;

    [DriverLock] private readonly DriverLock _vm = new("gpu vm");
    [ShadowState] private readonly Dictionary<ulong, Leaf> _directory = [];

    public sealed class Leaf
    {
        private readonly ulong[] _entries = new ulong[1 << LeafBits];

        public int Live { get; private set; }

        public ulong this[ulong index] => _entries[index];

        public void Set(ulong index, ulong value)
        {
            Live += (value != 0 ? 1 : 0) - (_entries[index] != 0 ? 1 : 0);
            _entries[index] = value;
        }
    }

    public FaultStatus Populate(AddressRange page, CancellationToken stop)
    {
        for (var i = 0; i < 64; i++)
        {
            var token = ReadBegin(page, stop);
            var frame = physical(page.Start);

            bool good;
            using (_vm.EnterScope())
                good = !ReadRetry(token);

            if (!good)
                continue;

            var (slot, index) = Split(page.Start);
            var fresh = new Leaf(); // allocated where no lock is held
            using (_vm.EnterScope())
            {
                if (!_directory.TryGetValue(slot, out var leaf))
                    _directory.Add(slot, leaf = fresh);
                leaf.Set(index, frame | 1);
            }

            return FaultStatus.Completed;
        }

        return FaultStatus.Collided;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_vm.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            Zap(invalidation.Overlap);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_vm.EnterScope())
        {
        }
    }

    private static (ulong Slot, ulong Index) Split(ulong address) =>
        (address >> (Shift + LeafBits), (address >> Shift) & ((1ul << LeafBits) - 1));

    private void Zap(AddressRange range)
    {
        foreach (var number in range.Pages(1ul << Shift))
        {
            var (slot, index) = Split(number << Shift);
            if (_directory.TryGetValue(slot, out var leaf))
            {
                leaf.Set(index, 0);
                if (leaf.Live == 0)
                    _directory.Remove(slot);
            }
        }
    }
}

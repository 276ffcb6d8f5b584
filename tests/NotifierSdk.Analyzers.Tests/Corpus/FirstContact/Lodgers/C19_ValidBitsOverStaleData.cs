// Correct: the callback clears only the valid bits and leaves the words of the mirror as they are; nobody reads a word whose bit is not set, and the commit writes the word before the bit, both under the lock.
using System;
using NotifierSdk;

/// <summary>Stage-one descriptors that a simulated SMMU has fetched.</summary>
public sealed partial class DescriptorMirror : IntervalNotifier, IDisposable
{
    private const int Shift = 12;

    [DriverLock] private readonly DriverLock _lock = new("descriptor mirror");
    [GuardedBy(nameof(_lock))] private readonly ulong[] _valid;
    [GuardedBy(nameof(_lock))] private readonly ulong[] _words;
    private readonly ulong _first;
    private readonly Func<ulong, ulong> _fetch;

    public DescriptorMirror(AddressSpace memory, AddressRange covered, Func<ulong, ulong> fetch)
    {
        _first = covered.Start >> Shift;
        var count = (int)((covered.Last >> Shift) - _first + 1);
        _words = new ulong[count];
        _valid = new ulong[(count + 63) / 64];
        _fetch = fetch;
        memory.Insert(this, covered);
    }

    [Fault(Collect = nameof(Fetch), Commit = nameof(Latch))]
    private partial FaultStatus Walk(AddressRange page);

    public bool Translate(ulong address, Action<ulong> issue)
    {
        var status = FaultStatus.Completed;
        for (var attempt = 0; attempt < 4 && status == FaultStatus.Completed; attempt++)
        {
            using (_lock.EnterScope())
            {
                var index = (int)((address >> Shift) - _first);
                if ((_valid[index >> 6] >> (index & 63) & 1) != 0)
                {
                    issue(_words[index]);
                    return true;
                }
            }

            status = Walk(AddressRange.FromLength(address >> Shift << Shift, 1UL << Shift));
        }

        return false;
    }

    private ulong Fetch(AddressRange page) => _fetch(page.Start);

    private void Latch(AddressRange page, ulong descriptor)
    {
        var index = (int)((page.Start >> Shift) - _first);
        _words[index] = descriptor;
        _valid[index >> 6] |= 1UL << (index & 63);
    }

    [Invalidate]
    private void Invalidate(AddressRange range)
    {
        var last = (int)((range.Last >> Shift) - _first);
        for (var index = (int)((range.Start >> Shift) - _first); index <= last; index++)
            _valid[index >> 6] &= ~(1UL << (index & 63));
    }

    public void Dispose() => TryRemove();
}

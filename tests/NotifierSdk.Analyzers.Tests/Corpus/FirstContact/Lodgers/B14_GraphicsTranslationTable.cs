// Breaks: NSDK2006
// Bug: Bind writes the entry before it asks ReadRetry, so after a collision the old entry stays in the table.
using System;
using System.Threading;
using NotifierSdk;

public interface IGttHardware
{
    void WriteEntry(uint slot, ulong pte);

    /// <summary>Returns when the device works with what was written.</summary>
    void FlushWrites();
}

public sealed class GraphicsTable : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _lock = new("gtt");
    [ShadowState, GuardedBy(nameof(_lock))] private readonly ulong[] _entries;
    private readonly AddressRange _aperture;
    private readonly IGttHardware _hw;
    private readonly Func<ulong, ulong> _dmaOf;

    public GraphicsTable(AddressRange aperture, IGttHardware hw, Func<ulong, ulong> dmaOf)
    {
        _aperture = aperture;
        _hw = hw;
        _dmaOf = dmaOf;
        _entries = new ulong[aperture.Length / PageSize];
    }

    public bool Bind(ulong address, CancellationToken cancellationToken)
    {
        var page = AddressRange.FromLength(address & ~(PageSize - 1), PageSize);
        var slot = (uint)((page.Start - _aperture.Start) / PageSize);
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var token = ReadBegin(page, cancellationToken);
            var pte = _dmaOf(page.Start) | 1;
            using (_lock.EnterScope())
            {
                _entries[slot] = pte;
                if (ReadRetry(token))
                    continue;
                _hw.WriteEntry(slot, pte);
                _hw.FlushWrites();
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes everything again after the device was reset.</summary>
    public void Restore()
    {
        using (_lock.EnterScope())
        {
            for (uint slot = 0; slot < _entries.Length; slot++)
                _hw.WriteEntry(slot, _entries[slot]);
            _hw.FlushWrites();
        }
    }

    public void Enable(AddressSpace process) => process.Insert(this, _aperture);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(PageSize))
            {
                var slot = (uint)(page - _aperture.Start / PageSize);
                _entries[slot] = 0;
                _hw.WriteEntry(slot, 0);
            }

            _hw.FlushWrites();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    public void Dispose() => TryRemove();
}

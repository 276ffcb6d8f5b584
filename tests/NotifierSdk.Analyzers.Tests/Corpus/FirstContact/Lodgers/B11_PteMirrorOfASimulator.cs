// Breaks: NSDK3012
// Bug: the loop of the callback stops before the page of Last, as if Last were the end of a half-open range, and so leaves the last page in the mirror.
using System;
using System.Threading;
using NotifierSdk;

/// <summary>Flat mirror of the page table of a simulated core.</summary>
public sealed class PteMirror : IntervalNotifier
{
    private const int Shift = 12;

    private readonly Lock _sync = new();
    private readonly ulong[] _pte;
    private readonly ulong _firstPage;
    private readonly Func<ulong, ulong> _read;
    private readonly AddressRange _physical;

    public PteMirror(AddressRange physical, Func<ulong, ulong> read)
    {
        _physical = physical;
        _firstPage = physical.Start >> Shift;
        _pte = new ulong[(physical.Last >> Shift) - _firstPage + 1];
        _read = read;
    }

    /// <summary>Performs an access with the entry of the address; 0 is the entry of no page.</summary>
    public bool Access(ulong address, Action<ulong> access, CancellationToken stop)
    {
        var number = address >> Shift;
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            lock (_sync)
            {
                var known = _pte[number - _firstPage];
                if (known != 0)
                {
                    access(known);
                    return true;
                }
            }

            var token = ReadBegin(AddressRange.FromLength(number << Shift, 1UL << Shift), stop);
            var pte = _read(number);
            if (pte == 0)
                return false;
            lock (_sync)
            {
                if (!ReadRetry(token))
                    _pte[number - _firstPage] = pte;
            }
        }

        return false;
    }

    public void Connect(AddressSpace memory) => memory.Insert(this, _physical);

    public void Disconnect() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
        {
            _sync.Enter();
        }
        else if (!_sync.TryEnter())
        {
            return false;
        }

        try
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap;
            var end = range.Last >> Shift;
            for (var page = range.Start >> Shift; page < end; page++)
                _pte[page - _firstPage] = 0;
            return true;
        }
        finally
        {
            _sync.Exit();
        }
    }

    protected override void WaitForCommits()
    {
        lock (_sync)
        {
        }
    }
}

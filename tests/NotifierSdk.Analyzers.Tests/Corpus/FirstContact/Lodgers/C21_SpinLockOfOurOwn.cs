// Correct: the driver lock is a class of the driver's own, a ticketless spin lock with the members that the generator asks for; it is held only for a few instructions.
using System;
using System.Threading;
using NotifierSdk;

public sealed class RawSpinLock
{
    private int _held;

    public void Enter()
    {
        if (TryEnter())
            return;
        var spin = new SpinWait();
        do
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
        while (Volatile.Read(ref _held) != 0 || !TryEnter());
    }

    public bool TryEnter() => Interlocked.CompareExchange(ref _held, 1, 0) == 0;

    public void Exit() => Volatile.Write(ref _held, 0);
}

/// <summary>Address translation cache of a PCIe endpoint in a simulator.</summary>
public sealed partial class TranslationCache : IntervalNotifier, IDisposable
{
    private const int Shift = 12;
    private const int Ways = 256;

    [DriverLock] private readonly RawSpinLock _spin = new();
    private readonly (ulong Tag, ulong Target)[] _ways = new (ulong, ulong)[Ways]; // tag + 1, so that 0 is empty
    private readonly Func<ulong, (bool Found, ulong Target)> _request;

    public TranslationCache(Func<ulong, (bool Found, ulong Target)> request) => _request = request;

    public void Enable(AddressSpace host, AddressRange range) => host.Insert(this, range);

    [Fault(Collect = nameof(TryRequest), Commit = nameof(Complete))]
    public partial FaultStatus TranslationRequest(AddressRange page);

    public bool TryTransfer(ulong untranslated, Action<ulong> transfer)
    {
        var tag = untranslated >> Shift;
        _spin.Enter();
        try
        {
            var (found, target) = _ways[tag % Ways];
            if (found != tag + 1)
                return false;
            transfer(target);
            return true;
        }
        finally
        {
            _spin.Exit();
        }
    }

    private bool TryRequest(AddressRange page, out ulong target)
    {
        (var found, target) = _request(page.Start >> Shift);
        return found;
    }

    private void Complete(AddressRange page, ulong target)
    {
        var tag = page.Start >> Shift;
        _ways[tag % Ways] = (tag + 1, target);
    }

    [Invalidate]
    private void InvalidationRequest(AddressRange range)
    {
        var first = range.Start >> Shift;
        var last = range.Last >> Shift;
        for (var way = 0; way < Ways; way++)
        {
            var tag = _ways[way].Tag;
            if (tag != 0 && tag - 1 >= first && tag - 1 <= last)
                _ways[way] = default;
        }
    }

    public void Dispose() => TryRemove();
}

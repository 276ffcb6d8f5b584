// Correct: A lock of the author's own has one stripe for each processor; a commit takes one stripe, and the callback and the generated wait for commits take all.
using System;
using System.Threading;
using NotifierSdk;



public sealed class StripedLock
{
    private readonly Lock[] _stripes;
    [ThreadStatic] private static int t_stripe;

    public StripedLock()
    {
        _stripes = new Lock[Math.Max(2, Environment.ProcessorCount)];
        for (var i = 0; i < _stripes.Length; i++)
            _stripes[i] = new Lock();
    }

    public void Enter()
    {
        foreach (var stripe in _stripes)
            stripe.Enter();
    }

    public bool TryEnter()
    {
        for (var i = 0; i < _stripes.Length; i++)
        {
            if (_stripes[i].TryEnter())
                continue;
            while (i-- > 0)
                _stripes[i].Exit();
            return false;
        }

        return true;
    }

    public void Exit()
    {
        for (var i = _stripes.Length - 1; i >= 0; i--)
            _stripes[i].Exit();
    }

    public void EnterShared()
    {
        var stripe = (int)((uint)Environment.CurrentManagedThreadId % (uint)_stripes.Length);
        _stripes[stripe].Enter();
        t_stripe = stripe;
    }

    public void ExitShared() => _stripes[t_stripe].Exit();
}

public sealed partial class StripedRing : IntervalNotifier
{
    private readonly ulong[] _slots;
    private readonly ulong _first;
    private readonly Func<ulong, ulong> _translate;

    [DriverLock(SharedCommit = true)] private readonly StripedLock _lock = new();

    public StripedRing(AddressRange window, Func<ulong, ulong> translate)
    {
        _first = window.Start >> 12;
        _slots = new ulong[(window.Last >> 12) - _first + 1];
        _translate = translate;
    }

    [Fault(Collect = nameof(Translate), Commit = nameof(Write), ExclusiveAfter = 8, MaxAttempts = 16)]
    public partial FaultStatus Map(AddressRange page);

    public bool TryUse(ulong page, Action<ulong> use)
    {
        _lock.EnterShared();
        try
        {
            var slot = Volatile.Read(ref _slots[page - _first]);
            if (slot == 0)
                return false;
            use(slot & ~1ul);
            return true;
        }
        finally
        {
            _lock.ExitShared();
        }
    }

    private ulong Translate(AddressRange page) => _translate(page.Start >> 12);

    private void Write(AddressRange page, ulong bus) => Volatile.Write(ref _slots[(page.Start >> 12) - _first], bus | 1);

    [Invalidate]
    private void Clear(in Invalidation change)
    {
        foreach (var page in change.Overlap.Pages(4096))
            Volatile.Write(ref _slots[page - _first], 0);
    }
}

// Correct: the driver lock is a spin lock of the team's own; it has the members that a driver lock needs, is a class, and is held only for a few stores on either side.
using System;
using System.Threading;
using NotifierSdk;


/// <summary>Test and test-and-set, as the kernel port of this driver has it. Not recursive.</summary>
public sealed class SpinGate
{
    private int _taken;

    public void Enter()
    {
        var spinner = default(SpinWait);
        while (!TryEnter())
            spinner.SpinOnce();
    }

    public bool TryEnter() => Volatile.Read(ref _taken) == 0 && Interlocked.CompareExchange(ref _taken, 1, 0) == 0;

    public void Exit() => Volatile.Write(ref _taken, 0);
}

public interface INestedTables
{
    bool TryTranslate(ulong l2Page, out ulong l1Page);
}

/// <summary>A direct-mapped cache of nested translations.</summary>
public sealed partial class NestedTlb : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;
    private const int Ways = 1024;

    [DriverLock] private readonly SpinGate _gate = new();
    private readonly ulong[] _tags = new ulong[Ways];   // page + 1; zero is empty
    private readonly ulong[] _frames = new ulong[Ways];
    private readonly INestedTables _tables;

    public NestedTlb(INestedTables tables) => _tables = tables;

    [Fault(Collect = nameof(Walk), Commit = nameof(Insert), MaxAttempts = 30)]
    public partial FaultStatus Miss(AddressRange page);

    public unsafe bool TryRead(ulong address, ulong* hostBase, out ulong value)
    {
        var page = address / PageSize;
        var way = page % Ways;
        _gate.Enter();
        try
        {
            var hit = _tags[way] == page + 1;
            value = hit ? hostBase[((_frames[way] * PageSize) + (address % PageSize)) / sizeof(ulong)] : 0;
            return hit;
        }
        finally
        {
            _gate.Exit();
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Flush(AddressRange range)
    {
        for (var way = 0; way < Ways; way++)
        {
            if (_tags[way] != 0 && range.Overlaps(AddressRange.FromLength((_tags[way] - 1) * PageSize, PageSize)))
                _tags[way] = 0;
        }
    }

    private bool Walk(AddressRange page, out ulong frame) => _tables.TryTranslate(page.Start / PageSize, out frame);

    private void Insert(AddressRange page, ulong frame)
    {
        var number = page.Start / PageSize;
        _tags[number % Ways] = number + 1;
        _frames[number % Ways] = frame;
    }
}

// Correct: the collect step stops early when its section says that it has collided; what it returns then is half a listing, but ReadRetry is certain to refuse it, and the reason of a failure reaches the caller.
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using NotifierSdk;

/// <summary>Function listings of a binary under inspection.</summary>
public sealed partial class ListingCache : IntervalNotifier, IDisposable
{
    private const ulong Unit = 4096;

    [DriverLock] private readonly DriverLock _lock = new("listings");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, List<string>> _listings = [];
    private readonly Func<ulong, string?> _disassemble;

    public ListingCache(AddressSpace inferior, AddressRange text, Func<ulong, string?> disassemble)
    {
        _disassemble = disassemble;
        inferior.Insert(this, text);
    }

    [Fault(Collect = nameof(TryList), Commit = nameof(Keep), MaxAttempts = 6)]
    private partial FaultOutcome List(AddressRange unit, CancellationToken cancellationToken);

    public void Show(ulong address, TextWriter writer, CancellationToken cancellationToken)
    {
        var unit = AddressRange.FromLength(address & ~(Unit - 1), Unit);
        var outcome = List(unit, cancellationToken);
        if (!outcome.IsCompleted)
        {
            writer.WriteLine($"; {outcome.Status}: {outcome.Reason?.Message ?? "no reason given"}");
            return;
        }

        using (_lock.EnterScope())
        {
            if (!_listings.TryGetValue(unit.Start, out var lines))
                return; // changed again, between the fault and here
            foreach (var line in lines)
                writer.WriteLine(line);
        }
    }

    private bool TryList(AddressRange unit, ReadSection section, CancellationToken cancellationToken, out List<string> lines, out Exception? reason)
    {
        lines = [];
        reason = null;
        for (var ip = unit.Start; ip < unit.Start + Unit; ip += 4)
        {
            if (section.HasCollided)
                return true; // ReadRetry says the same, and the fault starts over
            if (cancellationToken.IsCancellationRequested)
            {
                reason = new OperationCanceledException(cancellationToken);
                return false;
            }

            if (_disassemble(ip) is not { } text)
            {
                reason = new InvalidDataException($"No instruction at 0x{ip:x}.");
                return false;
            }

            lines.Add($"{ip:x16}  {text}");
        }

        return true;
    }

    private void Keep(AddressRange unit, List<string> lines) => _listings[unit.Start] = lines;

    [Invalidate]
    private void Forget(AddressRange range)
    {
        foreach (var unit in range.Pages(Unit))
            _listings.Remove(unit * Unit);
    }

    public void Dispose() => TryRemove();
}

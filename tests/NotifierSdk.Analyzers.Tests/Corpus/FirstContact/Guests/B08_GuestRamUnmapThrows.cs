// Breaks: NSDK5006
// Bug: Unplug ends its invalidation with a plain call of Dispose after the work, and the work throws when the bus refuses; the invalidation then stays open for ever.
using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using NotifierSdk;


public sealed class BusException(string message) : Exception(message);

/// <summary>The RAM of the machine. It is the owner of the mapping.</summary>
public sealed class MachineRam
{
    public const ulong BankSize = 1 << 20;

    private readonly AddressSpace _space;
    private readonly object _banksLock = new();
    private readonly Dictionary<ulong, byte[]> _banks = [];

    public MachineRam(AddressSpace space) => _space = space;

    public void Plug(ulong bank)
    {
        using (_space.BeginInvalidate(RangeOf(bank), InvalidationEvent.Clear))
        {
            lock (_banksLock)
                _banks[bank] = new byte[BankSize];
        }
    }

    public void Unplug(ulong bank)
    {
        var scope = _space.BeginInvalidate(RangeOf(bank), InvalidationEvent.Unmap);
        lock (_banksLock)
        {
            if (!_banks.Remove(bank))
                throw new BusException($"bank {bank} is not plugged");
        }

        scope.Dispose();
    }

    public bool TryGetBank(ulong bank, [NotNullWhen(true)] out byte[]? bytes)
    {
        lock (_banksLock)
            return _banks.TryGetValue(bank, out bytes);
    }

    private static AddressRange RangeOf(ulong bank) => AddressRange.FromLength(bank * BankSize, BankSize);
}

/// <summary>The DMA engine's view of the banks.</summary>
public sealed partial class DmaWindows : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _lock = new("dma windows");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _windows = [];
    private readonly MachineRam _ram;

    public DmaWindows(MachineRam ram) => _ram = ram;

    [Fault(Collect = nameof(Find), Commit = nameof(Open))]
    public partial FaultStatus Fault(AddressRange bank);

    public bool TryCopy(ulong address, Span<byte> target)
    {
        using (_lock.EnterScope())
        {
            if (!_windows.TryGetValue(address / MachineRam.BankSize, out var bytes))
                return false;
            bytes.AsSpan((int)(address % MachineRam.BankSize), target.Length).CopyTo(target);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Close(AddressRange range)
    {
        foreach (var bank in range.Pages(MachineRam.BankSize))
            _windows.Remove(bank);
    }

    private bool Find(AddressRange bank, out byte[] bytes)
    {
        var found = _ram.TryGetBank(bank.Start / MachineRam.BankSize, out var plugged);
        bytes = plugged ?? [];
        return found;
    }

    private void Open(AddressRange bank, byte[] bytes) => _windows[bank.Start / MachineRam.BankSize] = bytes;
}

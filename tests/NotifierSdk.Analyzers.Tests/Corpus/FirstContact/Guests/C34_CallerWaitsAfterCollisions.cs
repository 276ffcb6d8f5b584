// Correct: the fault itself gives up after two attempts, on purpose; its caller goes round again for as long as its own deadline lasts, and waits between rounds until nothing changes the page.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using NotifierSdk;


public interface IStateReader
{
    ulong ReadRegister(ulong address);
}

/// <summary>Last values of the registers of a simulated device, for a waveform viewer.</summary>
public sealed partial class RegisterView : IntervalNotifier, IDisposable
{
    private const ulong Width = 8;

    [DriverLock] private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _values = [];
    private readonly IStateReader _reader;

    public RegisterView(IStateReader reader) => _reader = reader;

    [Fault(Collect = nameof(Sample), Commit = nameof(Show), MaxAttempts = 2)]
    private partial FaultStatus Fault(AddressRange register, CancellationToken cancel);

    public bool TryPlot(ulong address, Action<ulong> plot)
    {
        lock (_lock)
        {
            if (!_values.TryGetValue(address / Width, out var value))
                return false;
            plot(value);
            return true;
        }
    }

    public FaultStatus Refresh(ulong address, TimeSpan patience, CancellationToken cancel)
    {
        var register = AddressRange.FromLength(address / Width * Width, Width);
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var status = Fault(register, cancel);
            if (status != FaultStatus.Collided)
                return status;

            var left = patience - clock.Elapsed;
            if (left <= TimeSpan.Zero)
                return FaultStatus.TimedOut;

            status = WaitReadable(register, left, cancel);
            if (status != FaultStatus.Completed)
                return status;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Stale(AddressRange range)
    {
        foreach (var register in range.Pages(Width))
            _values.Remove(register);
    }

    private ulong Sample(AddressRange register) => _reader.ReadRegister(register.Start);

    private void Show(AddressRange register, ulong value) => _values[register.Start / Width] = value;
}

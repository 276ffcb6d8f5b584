using System.Diagnostics.Metrics;
using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Generators.Tests;

public class TelemetryTests
{
    [Fact]
    public void Attempts_and_collisions_of_a_fault_are_counted()
    {
        var counted = new Dictionary<string, long>();
        var thread = Environment.CurrentManagedThreadId;
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "NotifierSdk")
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread) // other tests fault meanwhile
                counted[instrument.Name] = counted.GetValueOrDefault(instrument.Name) + value;
        });
        listener.Start();

        using var space = new AddressSpace();
        var range = AddressRange.FromLength(0x1000, 0x1000);
        var driver = GeneratorRun.Of(DriverSource.Read("Umem.cs")).Load().Create("Drivers.Umem", new List<string>(), (Func<ReadSection, bool>)(section =>
        {
            if (section.Attempt < 3)
                space.BeginInvalidate(range, InvalidationEvent.Unmap).Dispose();
            return true;
        }));
        space.Insert(driver, range);
        Assert.Equal(FaultStatus.Completed, driver.Call("Fault", range, CancellationToken.None));
        Assert.Equal(3, counted["notifiersdk.fault.attempts"]);
        Assert.Equal(2, counted["notifiersdk.collisions"]);
    }
}

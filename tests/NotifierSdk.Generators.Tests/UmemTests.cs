using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Generators.Tests;

/// <summary>The emitted code, run against the runtime.</summary>
public sealed class UmemTests : IDisposable
{
    private static readonly AddressRange s_range = AddressRange.FromLength(0x1000, 0x1000);

    private readonly List<string> _log = [];
    private readonly AddressSpace _space = new();

    [Fact]
    public void A_fault_that_nothing_disturbs_collects_and_commits_under_the_lock()
    {
        var driver = Inserted(_ => true);
        Assert.Equal(FaultStatus.Completed, Fault(driver));
        Assert.Equal(["pin 1 locked=False", "map 1 locked=True"], _log);
    }

    [Fact]
    public void A_fault_that_collides_discards_and_starts_over()
    {
        var driver = Inserted(section =>
        {
            if (section.Attempt == 1)
                _space.BeginInvalidate(s_range, InvalidationEvent.Unmap).Dispose();
            return true;
        });
        Assert.Equal(FaultStatus.Completed, Fault(driver));
        Assert.Equal(
            ["pin 1 locked=False", $"unmap {s_range} locked=True", "unpin 1 locked=False", "pin 2 locked=False", "map 2 locked=True"], _log);
    }

    [Fact]
    public void A_fault_that_collides_each_time_ends_as_collided()
    {
        var driver = Inserted(section =>
        {
            _space.BeginInvalidate(s_range, InvalidationEvent.Unmap).Dispose();
            return true;
        });
        Assert.Equal(FaultStatus.Collided, Fault(driver));
        Assert.Equal(3, _log.Count(static line => line.StartsWith("unpin", StringComparison.Ordinal)));
        Assert.DoesNotContain(_log, static line => line.StartsWith("map", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_to_collect_is_unavailable()
    {
        Assert.Equal(FaultStatus.Unavailable, Fault(Inserted(_ => false)));
        Assert.Equal(["pin 1 locked=False"], _log);
    }

    [Fact]
    public void A_driver_that_is_not_inserted_says_removed()
    {
        var driver = Create(_ => true);
        Assert.Equal(FaultStatus.Removed, Fault(driver));
    }

    public void Dispose() => _space.Dispose();

    private static object? Fault(IntervalNotifier driver) => driver.Call("Fault", s_range, CancellationToken.None);

    private IntervalNotifier Inserted(Func<ReadSection, bool> whileCollecting)
    {
        var driver = Create(whileCollecting);
        _space.Insert(driver, s_range);
        return driver;
    }

    private IntervalNotifier Create(Func<ReadSection, bool> whileCollecting) =>
        GeneratorRun.Of(DriverSource.Read("Umem.cs")).Load().Create("Drivers.Umem", _log, whileCollecting);
}

using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Generators.Tests;

/// <summary>The emitted callbacks, run against the runtime.</summary>
public sealed class CallbackTests : IDisposable
{
    private static readonly AddressRange s_range = AddressRange.FromLength(0x1000, 0x1000);

    private readonly List<string> _log = [];
    private readonly AddressSpace _space = new();

    public void Dispose() => _space.Dispose();

    [Fact]
    public void A_split_callback_starts_under_the_lock_and_hands_its_state_to_the_finish_without_it()
    {
        Insert("Split.cs", "Drivers.Shapes.Split");
        Invalidate(InvalidationEvent.Unmap);
        Assert.Equal(["start 1000 locked=True", "finish fence 1000 Unmap locked=False"], _log);
    }

    [Fact]
    public void An_ignored_event_reaches_neither_half_nor_the_sequence()
    {
        var driver = Insert("Split.cs", "Drivers.Shapes.Split");
        var token = driver.ReadBegin(TestContext.Current.CancellationToken);
        Invalidate(InvalidationEvent.SoftDirty);
        Invalidate(InvalidationEvent.ProtectionPage);
        Assert.Empty(_log);
        Assert.False(driver.CheckRetry(token));
        Invalidate(InvalidationEvent.ProtectionVma);
        Assert.True(driver.CheckRetry(token));
    }

    [Fact]
    public void A_shadow_of_the_mapping_alone_ignores_that_contents_change()
    {
        var driver = Insert(CallbackSource("IgnoreEvents = [InvalidationEvent.Write]"), "Driver", owner: null);
        var token = driver.ReadBegin(TestContext.Current.CancellationToken);
        Invalidate(InvalidationEvent.Write);
        Assert.Empty(_log);
        Assert.False(driver.CheckRetry(token));
        Invalidate(InvalidationEvent.Clear);
        Assert.Equal(["drop"], _log);
    }

    [Fact]
    public void Its_own_change_reaches_neither_half_nor_the_sequence()
    {
        var owner = new object();
        var driver = Insert(CallbackSource("IgnoreOwn = true"), "Driver", owner);
        var token = driver.ReadBegin(TestContext.Current.CancellationToken);
        Invalidate(InvalidationEvent.Migrate, owner);
        Assert.Empty(_log);
        Assert.False(driver.CheckRetry(token));
        Invalidate(InvalidationEvent.Migrate, new object());
        Invalidate(InvalidationEvent.Migrate);
        Assert.Equal(["drop", "drop"], _log);
        Assert.True(driver.CheckRetry(token));
    }

    [Fact]
    public void Nobody_is_not_an_owner()
    {
        Insert(CallbackSource("IgnoreOwn = true"), "Driver", owner: null);
        Invalidate(InvalidationEvent.Migrate);
        Assert.Equal(["drop"], _log);
    }

    [Fact]
    public void A_driver_that_ignores_nothing_follows_its_own_changes()
    {
        var owner = new object();
        Insert(CallbackSource(""), "Driver", owner);
        Invalidate(InvalidationEvent.Migrate, owner);
        Assert.Equal(["drop"], _log);
    }

    [Fact]
    public void A_callback_that_would_block_refuses_and_open_sections_collide_all_the_same()
    {
        var driver = Insert(CallbackSource("", accepts: "false"), "Driver", owner: null);
        var token = driver.ReadBegin(TestContext.Current.CancellationToken);
        Assert.False(_space.TryBeginInvalidate(s_range, InvalidationEvent.Unmap, out _));
        Assert.Equal(["drop"], _log);
        Assert.True(driver.CheckRetry(token));
    }

    [Fact]
    public void Open_sections_collide_before_anything_is_dropped()
    {
        var hasCollided = new List<bool>();
        ReadToken token = default;
        IntervalNotifier driver = null!;
        driver = Insert("""
            using System; using NotifierSdk;
            internal sealed partial class Driver(System.Collections.Generic.List<string> log, Action drop) : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();
                [Invalidate] private void Drop() { log.Add("drop"); drop(); }
            }
            """, "Driver", (Action)(() => hasCollided.Add(driver.CheckRetry(token))));
        token = driver.ReadBegin(TestContext.Current.CancellationToken);
        Invalidate(InvalidationEvent.Unmap);
        Assert.Equal([true], hasCollided);
    }

    [Fact]
    public void The_release_of_the_space_reaches_the_callback()
    {
        Insert("Split.cs", "Drivers.Shapes.Split");
        _space.Dispose();
        Assert.Equal(["start 1000 locked=True", "finish fence 1000 Release locked=False"], _log);
    }

    [Fact]
    public void A_range_that_a_callback_takes_never_leaves_the_range_of_its_notifier()
    {
        Insert("""
            using NotifierSdk;
            internal sealed partial class Driver(System.Collections.Generic.List<string> log) : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();
                [InvalidateStart] private void Begin(AddressRange range) => log.Add($"start {range}");
                [InvalidateFinish] private void Finish(AddressRange range) => log.Add($"finish {range}");
            }
            """, "Driver");
        using (_space.BeginInvalidate(AddressRange.FromBounds(0, 0x17ff), InvalidationEvent.Unmap))
        {
        }

        _space.Dispose();
        Assert.Equal(["start 0x1000-0x17ff", "finish 0x1000-0x17ff", "start 0x1000-0x1fff", "finish 0x1000-0x1fff"], _log);
    }

    [Theory]
    [InlineData("void", "")]
    [InlineData("int", "return 1;")]
    [InlineData("System.Threading.Tasks.Task<int>", "return 1;")]
    public async Task A_fault_whose_time_is_up_says_what_ran(string result, string body)
    {
        var driver = Insert($$"""
            using NotifierSdk;
            internal sealed partial class Driver(System.Collections.Generic.List<string> log) : IntervalNotifier
            {
                public override string ToString() => "the driver";
                [DriverLock] private readonly DriverLock _lock = new();
                [Invalidate] private void Drop() => log.Add("drop");
                [Fault(Commit = nameof(Map), TimeoutMilliseconds = 5)] public partial {{result}} Fault(AddressRange range);
                private {{(result == "void" ? "void" : "int")}} Map() { {{body}} }
            }
            """, "Driver");
        var open = _space.BeginInvalidate(AddressRange.FromBounds(0x17ff, 0x2fff), InvalidationEvent.ProtectionVma, "the owner").Detach();
        var exception = await Assert.ThrowsAsync<FaultException>(() => driver.Call("Fault", s_range) as Task ?? Task.CompletedTask);
        Assert.Equal(FaultStatus.TimedOut, exception.Status);
        Assert.StartsWith("The time was up before a fault of 0x1000-0x1fff of the driver completed, and nothing was committed: these still ran: ProtectionVma of 0x17ff-0x2fff (owner the owner, detached", exception.Message, StringComparison.Ordinal);
        open.End();
        if (driver.Call("Fault", s_range) is Task again)
            await again;
    }

    [Fact]
    public void Commits_that_share_the_lock_run_at_the_same_time_and_a_callback_waits_for_both()
    {
        using var bothCommit = new Barrier(2);
        var driver = Insert("""
            using System; using System.Threading; using NotifierSdk;
            internal sealed partial class Driver(System.Collections.Generic.List<string> log, Action commit) : IntervalNotifier
            {
                [DriverLock(SharedCommit = true)] private readonly ReaderWriterLockSlim _lock = new();
                [Invalidate] private void Drop() => log.Add("drop");
                [Fault(Commit = nameof(Map))] public partial bool Fault(AddressRange range);
                private void Map() => commit();
            }
            """, "Driver", (Action)(() => Assert.True(bothCommit.SignalAndWait(TimeSpan.FromSeconds(30)), "The commits wait for each other.")));
        var other = new Thread(() => driver.Call("Fault", s_range));
        other.Start();
        Assert.Equal(true, driver.Call("Fault", s_range));
        other.Join();
        Assert.True(_space.TryBeginInvalidate(s_range, InvalidationEvent.Unmap, out var scope));
        scope.Dispose();
        Assert.Equal(["drop"], _log);
    }

    [Theory]
    [InlineData("[DriverLock] private readonly DriverLock _gate = device.Gate;")]
    [InlineData("[DriverLock] private DriverLock Gate => _device.Gate; private readonly Device _device = device;")]
    [InlineData("[DriverLock] private DriverLock Gate => this._board._device.Gate; private readonly Board _board = new(device); private sealed class Board(Device device) { internal readonly Device _device = device; }")]
    public void Notifiers_that_were_given_one_lock_share_it(string lockMember)
    {
        var assembly = GeneratorRun.Of($$"""
            using System; using System.Collections.Generic; using NotifierSdk;
            internal sealed class Device { public DriverLock Gate { get; } = new("device"); }
            internal sealed partial class Driver(List<string> log, Device device, Action commit) : IntervalNotifier
            {
                {{lockMember}}
                [Invalidate] private void Drop() => log.Add("drop");
                [Fault(Commit = nameof(Map))] public partial bool Fault(AddressRange range);
                private void Map() => commit();
            }
            """).Load();
        var device = Activator.CreateInstance(assembly.GetType("Device", throwOnError: true)!)!;
        var elsewhere = AddressRange.FromLength(0x9000, 0x1000);
        var wasRefused = false;
        var first = assembly.Create("Driver", _log, device, (Action)(() =>
        {
            // The other notifier's range, from another thread: only the shared lock can be in the way.
            var other = new Thread(() => wasRefused = !_space.TryBeginInvalidate(elsewhere, InvalidationEvent.Unmap, out _));
            other.Start();
            other.Join();
        }));
        _space.Insert(first, s_range);
        _space.Insert(assembly.Create("Driver", _log, device, (Action)(static () => { })), elsewhere);
        Assert.Equal(true, first.Call("Fault", s_range));
        Assert.True(wasRefused);
        Assert.Empty(_log);
    }

    private static string CallbackSource(string arguments, string accepts = "true") => $$"""
        using NotifierSdk;
        internal sealed partial class Driver : IntervalNotifier
        {
            private readonly System.Collections.Generic.List<string> _log;
            public Driver(System.Collections.Generic.List<string> log, object? owner) => (_log, Owner) = (log, owner);
            [DriverLock] private readonly DriverLock _lock = new();
            [Invalidate({{arguments}})] private bool Drop()
            {
                _log.Add("drop");
                return {{accepts}};
            }
        }
        """;

    private IntervalNotifier Insert(string source, string type, params object?[] arguments)
    {
        source = source.EndsWith(".cs", StringComparison.Ordinal) ? DriverSource.Read(source) : source;
        var driver = GeneratorRun.Of(source).Load().Create(type, [_log, .. arguments]);
        _space.Insert(driver, s_range);
        return driver;
    }

    private IntervalNotifier Insert(string source, string type, object? owner) => Insert(source, type, [owner]);

    private void Invalidate(InvalidationEvent @event, object? owner = null) => _space.BeginInvalidate(s_range, @event, owner).Dispose();
}

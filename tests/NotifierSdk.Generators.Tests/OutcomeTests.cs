using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Generators.Tests;

/// <summary>Faults that tell why, that say which of their ranges is faulted, and that collect under the lock when nothing else helps.</summary>
public sealed class OutcomeTests : IDisposable
{
    private static readonly AddressRange s_range = AddressRange.FromLength(0x1000, 0x1000);
    private static readonly AddressRange s_elsewhere = AddressRange.FromLength(0x8000, 0x1000);

    private readonly List<string> _log = [];
    private readonly AddressSpace _space = new();

    public void Dispose() => _space.Dispose();

    [Fact]
    public void A_slow_collect_under_constant_change_makes_progress_under_the_lock()
    {
        var refused = 0;
        var driver = Exclusive((section, isHeld) =>
        {
            if (!isHeld)
                Change();
            else
                refused += OnAnotherThread(() => _space.TryBeginInvalidate(s_range, InvalidationEvent.Unmap, out _)) ? 0 : 1;
            return null;
        });
        Assert.Equal(new FaultOutcome(FaultStatus.Completed), Copy(driver));
        Assert.Equal(1, refused);
        Assert.Equal(
            [
                "read 1 held=False", "drop 0x1000-0x1fff", "undo held=False", "read 2 held=False", "drop 0x1000-0x1fff", "undo held=False",
                "read 3 held=True", "content of 0x1000-0x1fff at 0x8000-0x8fff held=True",
            ],
            _log);
    }

    [Fact]
    public void What_was_collected_under_the_lock_is_discarded_without_it()
    {
        var driver = Exclusive((_, isHeld) =>
        {
            if (!isHeld)
                Change();
            return null;
        }, line => line.StartsWith("content", StringComparison.Ordinal));
        Assert.Equal("content", Assert.Throws<InvalidDataException>(() => Copy(driver)).Message);
        Assert.Equal("undo held=False", _log[^1]);
        Assert.Equal(3, _log.Count(line => line == "undo held=False"));
        Assert.True(OnAnotherThread(TryChange));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_reason_why_nothing_is_available_reaches_the_caller_without_being_thrown(bool isUnderLock)
    {
        var reason = new IOException("the disk is gone");
        var driver = Exclusive((_, isHeld) =>
        {
            if (isUnderLock == isHeld)
                return reason;
            Change();
            return null;
        });
        var outcome = Copy(driver);
        Assert.Equal(new FaultOutcome(FaultStatus.Unavailable, reason), outcome);
        Assert.Equal("Unavailable: the disk is gone", $"{outcome}");
        Assert.False(outcome.IsCompleted);
        Assert.True(OnAnotherThread(TryChange));
    }

    [Fact]
    public void The_range_that_is_marked_is_the_one_that_is_faulted()
    {
        var driver = Exclusive((_, _) => null);
        Assert.Throws<ArgumentOutOfRangeException>(() => driver.Call("Copy", s_elsewhere, s_range));
        Assert.True(Copy(driver).IsCompleted);
    }

    [Fact]
    public async Task An_outcome_of_a_fault_whose_time_is_up_names_what_ran()
    {
        var driver = Insert("""
            using NotifierSdk;
            internal sealed partial class Driver : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();
                [Invalidate] private void Drop() { }
                [Fault(Commit = nameof(Map), TimeoutMilliseconds = 5)] public partial System.Threading.Tasks.ValueTask<FaultOutcome> Fault(AddressRange range);
                private void Map() { }
            }
            """, "Driver");
        using (_space.BeginInvalidate(s_range, InvalidationEvent.Migrate, "the owner").Detach())
        {
            var outcome = await Assert.IsType<ValueTask<FaultOutcome>>(driver.Call("Fault", s_range));
            Assert.Equal(FaultStatus.TimedOut, outcome.Status);
            Assert.Contains("Migrate of 0x1000-0x1fff (owner the owner", outcome.Reason!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_fault_that_throws_has_the_reason_inside()
    {
        var driver = Insert("""
            using System; using NotifierSdk;
            internal sealed partial class Driver : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();
                [Invalidate] private void Drop() { }
                [Fault(Collect = nameof(Read), Commit = nameof(Map))] public partial int Fault(AddressRange range);
                private bool Read(out Exception why, out int content) { content = 1; why = new TimeoutException("no answer"); return false; }
                private int Map(int content) => content;
            }
            """, "Driver");
        var exception = Assert.Throws<FaultException>(() => driver.Call("Fault", s_range));
        Assert.Equal(FaultStatus.Unavailable, exception.Status);
        Assert.IsType<TimeoutException>(exception.InnerException);
        Assert.EndsWith("no answer", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_code_is_an_out_parameter_that_collect_and_fault_call_by_one_name()
    {
        var driver = Insert("""
            using NotifierSdk;
            internal sealed partial class Driver : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();
                [Invalidate] private void Drop() { }
                [Fault(Collect = nameof(Read), Commit = nameof(Map))] public partial FaultStatus Fault(AddressRange range, out int error);
                private bool Read(out string content, out int error) { content = ""; error = 14; return false; }
                private void Map(string content) { }
            }
            """, "Driver");
        object?[] arguments = [s_range, 0];
        Assert.Equal(FaultStatus.Unavailable, driver.GetType().GetMethod("Fault")!.Invoke(driver, arguments));
        Assert.Equal(14, arguments[1]);
    }

    [Fact]
    public async Task An_asynchronous_collect_runs_under_a_semaphore_from_the_first_attempt_on()
    {
        var driver = Insert("""
            using System.Collections.Generic; using System.Threading; using System.Threading.Tasks; using NotifierSdk;
            internal sealed partial class Driver(List<string> log) : IntervalNotifier
            {
                [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1);
                [Invalidate] private void Drop() => log.Add("drop");
                [Fault(Collect = nameof(Read), Commit = nameof(Map), Discard = nameof(Undo), ExclusiveAfter = 0)] public partial Task<FaultStatus> Fault(AddressRange range);
                private async ValueTask<int> Read() { await Task.Yield(); log.Add($"read {_lock.CurrentCount}"); return 1; }
                private void Map(int content) => log.Add($"map {_lock.CurrentCount}");
                private void Undo(int content) => log.Add("undo");
            }
            """, "Driver", _log);
        Assert.Equal(FaultStatus.Completed, await Assert.IsAssignableFrom<Task<FaultStatus>>(driver.Call("Fault", s_range)));
        Assert.Equal(["read 0", "map 0"], _log);
    }

    [Theory]
    [InlineData("public sealed class Gate { public void Enter() => S.Add(\"enter\"); public bool TryEnter() => false; public void Exit() => S.Add(\"exit\"); }", false)]
    [InlineData("public sealed class Gate { public Scope EnterScope() { S.Add(\"enter\"); return default; } public bool TryEnter() => false; public void Exit() => S.Add(\"exit\"); public ref struct Scope { } }", false)]
    [InlineData("public abstract class Base { public void Enter() => S.Add(\"enter\"); public void Exit() => S.Add(\"exit\"); } public sealed class Gate : Base { public bool TryEnter() => false; }", false)]
    [InlineData("public sealed class Gate { public void Enter() => S.Add(\"enter\"); public bool TryEnter() => false; public void Exit() => S.Add(\"exit\"); public void EnterShared() => S.Add(\"enter shared\"); public void ExitShared() => S.Add(\"exit shared\"); }", true)]
    public void A_lock_of_the_authors_own_is_taken_tried_and_given_back_by_its_members(string gate, bool isShared)
    {
        var assembly = GeneratorRun.Of($$"""
            using System.Collections.Generic; using NotifierSdk;
            public static class S { public static readonly List<string> Log = []; public static void Add(string line) => Log.Add(line); }
            {{gate}}
            internal sealed partial class Driver : IntervalNotifier
            {
                [DriverLock{{(isShared ? "(SharedCommit = true)" : "")}}] private readonly Gate _lock = new();
                [Invalidate] private void Drop() => S.Add("drop");
                [Fault(Commit = nameof(Map))] public partial FaultStatus Fault(AddressRange range);
                private void Map() => S.Add("map");
            }
            """.Replace("public", "internal", StringComparison.Ordinal).Replace("internal partial FaultStatus", "public partial FaultStatus", StringComparison.Ordinal)).Load();
        var log = (List<string>)assembly.GetType("S")!.GetField("Log", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.GetValue(null)!;
        var driver = assembly.Create("Driver");
        _space.Insert(driver, s_range);
        Change();
        Assert.Equal(FaultStatus.Completed, driver.Call("Fault", s_range));
        Assert.False(TryChange());
        var shared = isShared ? " shared" : "";
        Assert.Equal(["enter", "drop", "exit", $"enter{shared}", "map", $"exit{shared}"], log);
    }

    private static FaultOutcome Copy(IntervalNotifier driver) => (FaultOutcome)driver.Call("Copy", s_range, s_elsewhere)!;

    private void Change() => _space.BeginInvalidate(s_range, InvalidationEvent.Unmap).Dispose();

    private bool TryChange()
    {
        if (!_space.TryBeginInvalidate(s_range, InvalidationEvent.Unmap, out var scope))
            return false;
        scope.Dispose();
        return true;
    }

    private static bool OnAnotherThread(Func<bool> ask)
    {
        var answer = false;
        var thread = new Thread(() => answer = ask());
        thread.Start();
        thread.Join();
        return answer;
    }

    private IntervalNotifier Exclusive(Func<ReadSection, bool, IOException?> collect, Func<string, bool>? throws = null) => Insert("Exclusive.cs", "Drivers.Shapes.Exclusive", collect, (Action<string>)(line =>
    {
        if (throws?.Invoke(line) == true)
            throw new InvalidDataException("content");
        _log.Add(line);
    }));

    private IntervalNotifier Insert(string source, string type, params object?[] arguments)
    {
        source = source.EndsWith(".cs", StringComparison.Ordinal) ? DriverSource.Read(source) : source;
        var driver = GeneratorRun.Of(source).Load().Create(type, arguments);
        _space.Insert(driver, s_range);
        return driver;
    }
}

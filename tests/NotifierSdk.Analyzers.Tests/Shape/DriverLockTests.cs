using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class DriverLockTests() : RuleTests("NSDK1005")
{
    protected override string Broken => """
        sealed partial class [|None|] : IntervalNotifier
        {
            [Invalidate]
            private void Unmap() { }
        }

        sealed partial class Several : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock [|_lock|] = new();
            [DriverLock] private readonly DriverLock _other = new();

            [Invalidate]
            private void Unmap() { }
        }

        sealed partial class Replaced : IntervalNotifier
        {
            [DriverLock] private DriverLock [|_lock|] = new();

            [Invalidate]
            private void Unmap() { }
        }

        sealed partial class Shared : IntervalNotifier
        {
            [DriverLock] private static readonly DriverLock [|s_lock|] = new();

            [Invalidate]
            private void Unmap() { }
        }

        sealed partial class NoLock : IntervalNotifier
        {
            [DriverLock] private readonly Mutex [|_lock|] = new();

            [Invalidate]
            private void Unmap() { }
        }

        sealed partial class NoPath : IntervalNotifier
        {
            [DriverLock] private DriverLock [|Gate|] => new();

            [Invalidate]
            private void Unmap() { }
        }
        """;

    protected override string Correct => """
        sealed class Device
        {
            public DriverLock Gate { get; } = new();
        }

        sealed partial class Region(Device device) : IntervalNotifier
        {
            private readonly Device _device = device;

            [DriverLock] private DriverLock Gate => _device.Gate;

            [Invalidate]
            private void Unmap() { }
        }

        sealed partial class Given(Lock gate) : IntervalNotifier
        {
            [DriverLock] private readonly Lock _lock = gate;

            [Invalidate]
            private void Unmap() { }
        }

        abstract class Locked : IntervalNotifier
        {
            [DriverLock] protected readonly SemaphoreSlim _lock = new(1, 1);
        }

        sealed partial class Inherits : Locked
        {
            [Invalidate]
            private void Unmap() { }
        }
        """;

    protected override string HalfTyped => """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private DriverLock [|_lock|] = new();

            [Invalidate]
            private void Unmap() {
        """;

    [Fact]
    public Task A_lock_that_is_inherited_and_cannot_be_reached_is_shown_at_the_type_that_needs_it() => VerifyNoFixAsync("""
        abstract class Locked : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
        }

        sealed partial class [|Inherits|] : Locked
        {
            [Invalidate]
            private void Unmap() { }
        }
        """);

    [Fact]
    public Task The_fix_adds_the_field_or_readonly() => VerifyFixAsync(
        """
        sealed partial class [|None|] : IntervalNotifier
        {
            private int _count;

            [Invalidate]
            private void Unmap() => _count++;
        }

        sealed partial class Replaced : IntervalNotifier
        {
            // Shared with commits.
            [DriverLock] private DriverLock [|_lock|] = new();

            [Invalidate]
            private void Unmap() { }
        }
        """,
        """
        sealed partial class None : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private int _count;

            [Invalidate]
            private void Unmap() => _count++;
        }

        sealed partial class Replaced : IntervalNotifier
        {
            // Shared with commits.
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }
        }
        """);

    [Fact]
    public Task A_lock_that_is_replaced_on_purpose_is_not_fixed() => VerifyNoFixAsync("""
        sealed partial class Replaced : IntervalNotifier
        {
            [DriverLock] private DriverLock [|_lock|] = new();

            public void Reset() => _lock = new();

            [Invalidate]
            private void Unmap() { }
        }
        """);

    [Theory]
    [InlineData("device.Gate", "")]
    [InlineData("(device!).Gate", "")]
    [InlineData("device.Gate", "private Device Other(Device other) => other == device ? Same(in device) : Same(device); private static Device Same(in Device it) => it;")]
    public Task A_path_may_begin_with_a_parameter_of_the_primary_constructor_that_nobody_assigns(string path, string member) => VerifyAsync(Region(path, member, isWrong: false));

    [Theory]
    [InlineData("device.Gate", "public void Move(Device other) => device = other;")]
    [InlineData("device.Gate", "public void Move(Device other) => (device, _) = (other, 1);")]
    [InlineData("device.Gate", "public void Move(Device other) => (device) = other;")]
    [InlineData("device.Gate", "public void Move(Device other) => Interlocked.Exchange(ref device, other);")]
    [InlineData("device.Gate", "public void Move(Device other) { ref var it = ref device; it = other; }")]
    [InlineData("device.Again().Gate", "")]
    public Task A_parameter_that_some_member_assigns_is_no_such_path(string path, string member) => VerifyAsync(Region(path, member, isWrong: true));

    [Fact]
    public Task A_member_hides_the_parameter_and_is_asked_in_its_place() => VerifyAsync("""
        abstract class Base : IntervalNotifier
        {
            protected DriverLock gate = new();
        }

        sealed partial class Region(DriverLock gate) : Base
        {
            private readonly DriverLock _first = gate;

            [DriverLock] private DriverLock [|Gate|] => gate;

            [Invalidate]
            private void Unmap() { }
        }
        """);

    private static string Region(string path, string member, bool isWrong) => $$"""
        sealed class Device
        {
            public DriverLock Gate { get; } = new();
            public Device Again() => this;
        }

        sealed partial class Region(Device device) : IntervalNotifier
        {
            [DriverLock] private DriverLock {{(isWrong ? "[|Gate|]" : "Gate")}} => {{path}};

            {{member}}

            [Invalidate]
            private void Unmap() { }
        }
        """;
}

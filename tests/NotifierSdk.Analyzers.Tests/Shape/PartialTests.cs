using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class PartialTests() : RuleTests("NSDK1001")
{
    protected override string Broken => """
        class [|Outer|]
        {
            sealed class [|Umem|] : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();

                [Invalidate]
                private void Unmap() { }
            }

            sealed partial class Other : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();

                [Invalidate]
                private void Unmap() { }
            }
        }
        """;

    protected override string Correct => """
        partial class Outer
        {
            sealed partial class Umem : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();

                [Invalidate]
                private void Unmap() { }
            }

            sealed partial class Other : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();

                [Invalidate]
                private void Unmap() { }
            }
        }

        class HasNoAnnotations : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """;

    protected override string HalfTyped => """
        class [|Umem|] : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap(
        """;

    [Fact]
    public Task A_fault_alone_needs_the_other_half_too() => VerifyAsync("""
        sealed class [|Umem|] : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus {|CS0751:{|CS8795:Fault|}|}(AddressRange range);

            private void Map() { }
        }
        """);

    [Fact]
    public Task A_type_that_is_local_to_its_file_cannot_be_completed_and_is_not_fixed() => VerifyNoFixAsync("""
        file sealed partial class [|Umem|] : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }
        }
        """);

    [Fact]
    public Task The_fix_adds_partial_to_the_type_and_those_around_it() => VerifyFixAsync(
        """
        // A device.
        class [|Outer|]
        {
            /// <summary>Its memory.</summary>
            [Obsolete]
            sealed class [|Umem|] : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();

                [Invalidate]
                private void Unmap() { }
            }
        }
        """,
        """
        // A device.
        partial class Outer
        {
            /// <summary>Its memory.</summary>
            [Obsolete]
            sealed partial class Umem : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();

                [Invalidate]
                private void Unmap() { }
            }
        }
        """);
}

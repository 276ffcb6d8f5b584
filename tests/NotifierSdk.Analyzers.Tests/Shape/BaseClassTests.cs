using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class BaseClassTests() : RuleTests("NSDK1002")
{
    protected override string Broken => """
        sealed partial class [|Umem|]
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }
        }
        """;

    protected override string Correct => """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }
        }

        abstract class Mirror : IntervalNotifier;

        sealed partial class Indirect : Mirror
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }
        }
        """;

    protected override string HalfTyped => """
        partial class [|Umem|] : IntervalNotif
        {
            [Invalidate]
            private void Unmap(
        """;

    [Fact]
    public Task A_struct_or_a_class_with_another_base_class_is_not_fixed() => VerifyNoFixAsync("""
        class Device;

        partial class [|Umem|] : Device
        {
            [Invalidate]
            private void Unmap() { }
        }

        partial struct [|Value|]
        {
            [Invalidate]
            private void Unmap() { }
        }
        """);

    [Fact]
    public Task The_fix_derives_before_interfaces_and_behind_parameters() => VerifyFixAsync(
        """
        namespace Drivers
        {
            partial class [|Umem|]<T>(int size) // bytes
                where T : class
            {
                [DriverLock] private readonly DriverLock _lock = new();

                public int Size => size;

                [Invalidate]
                private void Unmap() { }
            }

            sealed partial class [|Pinned|] : IDisposable
            {
                [DriverLock] private readonly DriverLock _lock = new();

                public void Dispose() { }

                [Invalidate]
                private void Unmap() { }
            }
        }
        """,
        """
        namespace Drivers
        {
            partial class Umem<T>(int size) : IntervalNotifier // bytes
                where T : class
            {
                [DriverLock] private readonly DriverLock _lock = new();

                public int Size => size;

                [Invalidate]
                private void Unmap() { }
            }

            sealed partial class Pinned : IntervalNotifier, IDisposable
            {
                [DriverLock] private readonly DriverLock _lock = new();

                public void Dispose() { }

                [Invalidate]
                private void Unmap() { }
            }
        }
        """);
}

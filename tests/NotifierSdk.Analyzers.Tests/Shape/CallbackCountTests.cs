using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class CallbackCountTests() : RuleTests("NSDK1003")
{
    protected override string Broken => """
        sealed partial class Several : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }

            [Invalidate]
            private void [|Flush|]() { }
        }

        sealed partial class Both : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void [|Unmap|]() { }

            [InvalidateFinish]
            private void Flush() { }
        }

        sealed partial class StartOnly : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [InvalidateStart]
            private void [|Begin|]() { }
        }

        sealed partial class FinishOnly : IntervalNotifier
        {
            [InvalidateFinish]
            private void [|End|]() { }
        }
        """;

    protected override string Correct => """
        sealed partial class Split : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [InvalidateStart]
            private FinishState Begin(AddressRange range) => default;

            [InvalidateFinish]
            private void End(FinishState finish) { }
        }
        """;

    protected override string HalfTyped => """
        sealed partial class Several : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }

            [Invalidate]
            private void [|Flush|](
        """;
}

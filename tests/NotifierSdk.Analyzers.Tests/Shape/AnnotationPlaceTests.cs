using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class AnnotationPlaceTests() : RuleTests("NSDK1014")
{
    protected override string Broken => """
        sealed partial class Umem(DriverLock gate, [[|GuardedBy("_lock")|], [|ShadowState|]] List<int> pages, [param: [|DriverLock|]] DriverLock other) : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = gate;
            private readonly DriverLock _other = other;

            [Invalidate]
            private void Unmap()
            {
                [[|Invalidate|]] void Drop() => pages.Clear();
                [[|InvalidateStart|]] static void Start() { }
                [[|RequiresLock("_lock")|]] void Needs() { }
                Action more = [[|InvalidateFinish|]] () => Drop();
                Drop();
                Start();
                Needs();
                more();
            }

            public void Take([[|DriverLock|]] DriverLock once) => once.Exit();
        }

        sealed record Entry([[|ShadowState|]] int Page);
        """;

    protected override string Correct => """
        sealed partial class Umem(DriverLock gate, List<int> pages) : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = gate;
            [GuardedBy("_lock"), ShadowState] private readonly List<int> _pages = pages;

            [Invalidate]
            private void Unmap()
            {
                [Obsolete] void Drop() => _pages.Clear();
                Action more = [Obsolete] () => Drop();
                more();
            }
        }

        sealed record Entry([property: ShadowState] int Page, [field: ShadowState] int More);
        """;

    protected override string HalfTyped => """
        sealed partial class Umem(DriverLock gate, [[|ShadowState|]] List<int> pages, [Missing] int more) : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = gate;

            [Invalidate]
            private void Unmap()
            {
                [[|Invalidate|]] void Drop() => pages.
        """;

    [Fact]
    public Task A_driver_lock_that_is_a_parameter_and_the_only_one_is_one_error() => Verify.DiagnosticsAsync("""
        sealed partial class Umem([DriverLock] DriverLock [|gate|]) : IntervalNotifier
        {
            [Invalidate]
            private void Unmap() => gate.Exit();
        }
        """, "NSDK1005");
}

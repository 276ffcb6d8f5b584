using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class RangeNotifierKindTests() : RuleTests("NSDK1015")
{
    protected override string Broken => """
        sealed class Starts() : RangeNotifier(RangeNotifierKind.Start)
        {
            protected override void [|InvalidateRangeEnd|](in Invalidation invalidation) { }
            protected override void [|InvalidateSecondaryTlbs|](AddressRange range) { }
        }

        sealed class Both : RangeNotifier
        {
            public Both() : base(kind: RangeNotifierKind.StartAndEnd) { }
            protected override void [|InvalidateSecondaryTlbs|](AddressRange range) { }
        }

        sealed partial class Tlbs
        {
            public Tlbs() : base(RangeNotifierKind.SecondaryTlbs) { }
            public Tlbs(int number) : this() => Number = number;
            public int Number { get; }
        }

        sealed partial class Tlbs : RangeNotifier
        {
            protected override bool [|InvalidateRangeStart|](in Invalidation invalidation) => true;
        }
        """;

    protected override string Correct => """
        sealed class Starts() : RangeNotifier(RangeNotifierKind.Start)
        {
            protected override bool InvalidateRangeStart(in Invalidation invalidation) => true;
            protected override bool TestYoung(ulong address) => true;
            protected override void Release() { }
        }

        sealed class Both() : RangeNotifier(RangeNotifierKind.StartAndEnd)
        {
            protected override void InvalidateRangeEnd(in Invalidation invalidation) { }
        }

        sealed class Tlbs() : RangeNotifier(RangeNotifierKind.SecondaryTlbs)
        {
            protected override void InvalidateSecondaryTlbs(AddressRange range) { }
        }

        // Of one kind or the other.
        sealed class Either : RangeNotifier
        {
            public Either() : base(RangeNotifierKind.Start) { }
            public Either(object pages) : base(RangeNotifierKind.StartAndEnd) => Pages = pages;
            public object? Pages { get; }
            protected override void InvalidateRangeEnd(in Invalidation invalidation) { }
        }

        class Chosen(RangeNotifierKind kind) : RangeNotifier(kind)
        {
            protected override void InvalidateRangeEnd(in Invalidation invalidation) { }
        }

        sealed class Derived() : Chosen(RangeNotifierKind.Start)
        {
            protected override void InvalidateRangeEnd(in Invalidation invalidation) { }
        }
        """;

    protected override string HalfTyped => """
        sealed class Starts() : RangeNotifier(RangeNotifierKind.Start)
        {
            protected override void [|InvalidateRangeEnd|](in Invalidation invalidation) { }
        }

        sealed class Missing() : RangeNotifier()
        {
            protected override void InvalidateRangeEnd(in Invalidation invalidation) { }
        }

        sealed class None : RangeNotifier
        {
            protected override void InvalidateRangeEnd(in Invalidation invalidation) { }
        }

        sealed class Half() : RangeNotifier(RangeNotifierKind.
        """;
}

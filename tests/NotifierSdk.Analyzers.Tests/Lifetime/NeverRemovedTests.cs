using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Lifetime;

public class NeverRemovedTests() : RuleTests("NSDK5002")
{
    protected override string Broken => """
        class Device(AddressSpace space)
        {
            private readonly Mirror _mirror = new();
            private Mirror? _later;

            public void Open(AddressRange range)
            {
                [|space.Insert(_mirror, range)|];
                _later = new Mirror();
                [|space.Insert(_later, range)|];
                Console.WriteLine(_mirror.IsInserted);
            }
        }

        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """;

    protected override string Correct => """
        class Removes(AddressSpace space)
        {
            private readonly Mirror _mirror = new();

            public void Open(AddressRange range) => space.Insert(_mirror, range);

            public void Close() => _mirror.RemoveLater();
        }

        class DisposesSpace(AddressSpace space) : IDisposable
        {
            private readonly Mirror _mirror = new();

            public void Open(AddressRange range) => space.Insert(_mirror, range);

            public void Dispose() => space.Dispose();
        }

        class HandsOut(AddressSpace space)
        {
            private readonly Mirror _mirror = new();

            public Mirror Open(AddressRange range)
            {
                space.Insert(_mirror, range);
                return _mirror;
            }
        }

        class WasGiven(AddressSpace space, Mirror mirror)
        {
            private readonly Mirror _mirror = mirror;

            public void Open(AddressRange range) => space.Insert(_mirror, range);
        }

        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """;

    protected override string HalfTyped => """
        class Device(AddressSpace space)
        {
            private readonly Mirror _mirror = new();

            public void Open(AddressRange range)
            {
                [|space.Insert(_mirror, range)|];
                space.
            }
        }

        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """;
}

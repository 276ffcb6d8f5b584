using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Lifetime;

public class GetWithoutPutTests() : RuleTests("NSDK5008")
{
    protected override string Broken => """
        class Device(AddressSpace space)
        {
            private Watcher? _watcher;

            public void Open() => _watcher = [|space.Get(() => new Watcher())|];
        }

        sealed class Watcher() : RangeNotifier(RangeNotifierKind.Start);
        """;

    protected override string Correct => """
        class Device(AddressSpace space)
        {
            private Watcher? _watcher;

            public void Open() => _watcher = space.Get(() => new Watcher());

            public void Close() => space.Put(_watcher!);
        }

        class HandsOut(AddressSpace space)
        {
            private Watcher? _watcher;

            public Watcher Open() => _watcher = space.Get(() => new Watcher());
        }

        sealed class Watcher() : RangeNotifier(RangeNotifierKind.Start);
        """;

    protected override string HalfTyped => """
        class Device(AddressSpace space)
        {
            private Watcher? _watcher;

            public void Open()
            {
                _watcher = [|space.Get(() => new Watcher())|];
                space.Put
            }
        }

        sealed class Watcher() : RangeNotifier(RangeNotifierKind.Start);
        """;
}

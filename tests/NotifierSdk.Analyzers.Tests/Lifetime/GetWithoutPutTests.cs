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

    [Theory]
    [InlineData("var watcher = [|space.Get(() => new Watcher())|]; if (!_byId.TryAdd(id, watcher)) throw new InvalidOperationException();")]
    [InlineData("var watcher = [|space.Get(() => new Watcher())|]; var context = new Context(id, watcher); if (!_contexts.TryAdd(id, context)) throw new InvalidOperationException();")]
    [InlineData("var watcher = [|space.Get(() => new Watcher())|]; if (id < 0) return; _byId[id] = watcher;")]
    [InlineData("var watcher = space.Get(() => new Watcher()); if (!_byId.TryAdd(id, watcher)) { space.Put(watcher); throw new InvalidOperationException(); }")]
    [InlineData("var watcher = space.Get(() => new Watcher()); var context = new Context(id, watcher); if (!_contexts.TryAdd(id, context)) Close(watcher);")]
    [InlineData("var watcher = space.Get(() => new Watcher()); Opened = new Context(id, watcher); if (!_contexts.TryAdd(id, Opened)) throw new InvalidOperationException();")]
    [InlineData("var watcher = space.Get(() => new Watcher()); try { if (id < 0) throw new InvalidOperationException(); _byId[id] = watcher; } catch { space.Put(watcher); throw; }")]
    [InlineData("if (id < 0) throw new InvalidOperationException(); var watcher = space.Get(() => new Watcher()); _byId[id] = watcher;")]
    [InlineData("var watcher = space.Get(() => _last = new Watcher()); if (id < 0) return; _byId[id] = watcher;")]
    [InlineData("var watcher = space.Get(() => new Watcher()); Console.WriteLine(watcher.IsRegistered);")]
    public Task A_path_may_lose_it_in_a_type_that_puts_others_back(string open) => VerifyAsync($$"""
        class Contexts(AddressSpace space)
        {
            private readonly Dictionary<int, Watcher> _byId = [];
            private readonly Dictionary<int, Context> _contexts = [];
            private Watcher? _last;

            public Context? Opened { get; private set; }

            public void Open(int id) { {{open}} }

            private void Close(Watcher watcher) => space.Put(watcher);

            public override string ToString() => $"{_byId.Count} {_contexts.Count} {_last is null}";
        }

        class Context
        {
            private readonly (int, Watcher) _kept;

            public Context(int id, Watcher watcher) => _kept = (id, watcher);

            public bool IsLive => _kept.Item2.IsRegistered;
        }

        sealed class Watcher() : RangeNotifier(RangeNotifierKind.Start);
        """);
}

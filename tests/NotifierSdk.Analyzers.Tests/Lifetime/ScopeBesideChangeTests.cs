using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Lifetime;

public class ScopeBesideChangeTests() : RuleTests("NSDK5010")
{
    protected override string Broken => """
        public sealed class Owner(AddressSpace space, Action<AddressRange> unmap)
        {
            public void Unmap(AddressRange range)
            {
                using ([|space.BeginInvalidate(range, InvalidationEvent.Unmap)|])
                {
                }

                unmap(range);
            }
        }
        """;

    protected override string Correct => """
        public sealed class Owner(AddressSpace space, Action<AddressRange> unmap)
        {
            public void Unmap(AddressRange range)
            {
                using (space.BeginInvalidate(range, InvalidationEvent.Unmap))
                {
                    unmap(range);
                }
            }
        }
        """;

    protected override string HalfTyped => """
        public sealed class Owner(AddressSpace space, Action<AddressRange> unmap)
        {
            public void Unmap(AddressRange range)
            {
                using ([|space.BeginInvalidate(range, InvalidationEvent.Unmap)|])
                {
                }

                unmap(range);
            }

            void Half(Missing x) => space.
        """;

    [Theory]
    [InlineData("[|space.BeginInvalidate(range, InvalidationEvent.Clear)|].Dispose(); memory.Write(range);")]
    [InlineData("memory.Protect(range); using var scope = [|space.BeginInvalidate(range, InvalidationEvent.ProtectionPage)|];")]
    [InlineData("using ([|space.BeginInvalidate(range, InvalidationEvent.Clear)|]); bytes[(int)range.Start] = 0;")]
    [InlineData("using (var scope = [|space.BeginInvalidate(range, InvalidationEvent.Clear)|]) { } memory.Unmap(range);")]
    public Task A_scope_with_nothing_in_it(string statements) => VerifyAsync(Owner(statements));

    [Theory]
    [InlineData("using (space.BeginInvalidate(range, InvalidationEvent.Clear)) { }")]
    [InlineData("using (space.BeginInvalidate(range, InvalidationEvent.Clear)) { } memory.Look(range);")]
    [InlineData("using (space.BeginInvalidate(range, InvalidationEvent.Clear)) { } Console.Write(range);")]
    [InlineData("using var scope = space.BeginInvalidate(range, InvalidationEvent.Clear); memory.Write(range);")]
    [InlineData("memory.Write(AddressRange.All); using (space.BeginInvalidate(range, InvalidationEvent.Clear)) { }")]
    [InlineData("using (space.BeginInvalidate(range, InvalidationEvent.Clear)) { } mirror.Map(range);")]
    public Task Nothing_beside_it_changes(string statements) => VerifyAsync(Owner(statements));

    private static string Owner(string statements) => $$"""
        public sealed class Memory { public void Write(AddressRange range) { } public void Protect(AddressRange range) { } public void Unmap(AddressRange range) { } public void Look(AddressRange range) { } }

        public sealed class Mirror : IntervalNotifier { public void Map(AddressRange range) { } protected override bool OnInvalidate(in Invalidation invalidation) => true; }

        public sealed class Owner(AddressSpace space, Memory memory, Mirror mirror, byte[] bytes)
        {
            public void Change(AddressRange range)
            {
                {{statements}}
            }

            public void Keep() => GC.KeepAlive((memory, mirror, bytes));
        }
        """;

    private const string Begin = "space.BeginInvalidate(section, InvalidationEvent.Write)";

    [Theory]
    [InlineData($"List<(ulong, byte)> patches = []; using ([|{Begin}|]) {{ foreach (var (at, value) in symbols) {{ if (section.Contains(at)) patches.Add((at, value)); }} }} foreach (var (at, value) in patches) _memory[at] = value;")]
    [InlineData($"List<(ulong, byte)> patches = []; using ({Begin}) {{ foreach (var (at, value) in symbols) {{ if (section.Contains(at)) patches.Add((at, value)); }} foreach (var (at, value) in patches) _memory[at] = value; }}")]
    [InlineData($"var last = 0UL; using (var scope = [|{Begin}|]) {{ last = section.Last; }} BitConverter.TryWriteBytes(_memory.AsSpan(8), last);")]
    [InlineData($"var count = 0; using ({Begin}) {{ count = Patch(section); }} _counts[0] = count;")]
    [InlineData($"var count = 0; using ({Begin}) {{ patch(section); count++; }} _counts[0] = count;")]
    [InlineData($"var count = 0; using ({Begin}) {{ count = 1; _memory[0] = 1; }} _counts[0] = count;")]
    [InlineData($"var count = 0; using ({Begin}) {{ count = 1; given[0] = 1; }} _counts[0] = count;")]
    [InlineData($"var count = 0; using ({Begin}) {{ count = 1; Patched = true; }} _counts[0] = count;")]
    [InlineData($"var count = 0; using ({Begin}) {{ count = 1; given.AsSpan().Clear(); }} _counts[0] = count;")]
    [InlineData($"using ({Begin}) {{ var count = symbols.Count; }} _memory[0] = 1;")]
    public Task A_scope_may_span_the_preparation_alone(string code) => VerifyAsync($$"""
        class Image(AddressSpace space, Action<AddressRange> patch)
        {
            private readonly byte[] _memory = new byte[4096];
            private readonly int[] _counts = new int[8];

            public bool Patched { get; private set; }

            public void Relocate(AddressRange section, IReadOnlyDictionary<ulong, byte> symbols, byte[] given) { {{code}} }

            private int Patch(AddressRange section) => _memory[section.Start] = 1;

            public override string ToString() => $"{patch} {_counts.Length} {Patched}";
        }
        """);
}

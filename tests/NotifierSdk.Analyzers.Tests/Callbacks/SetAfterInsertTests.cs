using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Callbacks;

public class SetAfterInsertTests() : RuleTests("NSDK3007")
{
    protected override string Broken => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly object _sync = new();
            private List<ulong> _pages;
            private string _name;

            public Mirror(AddressSpace space, AddressRange range)
            {
                _name = "mirror";
                [|space.Insert(this, range)|];
                _pages = new List<ulong>();
            }

            public string Name => _name;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                lock (_sync)
                    Drop();
                return true;
            }

            private void Drop() => _pages.Clear();
        }
        """;

    protected override string Correct => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly object _sync = new();
            private List<ulong> _pages;
            private string _name;

            public Mirror(AddressSpace space, AddressRange range)
            {
                _pages = new List<ulong>();
                space.Insert(this, range);
                _pages = new List<ulong>(4);
                _name = "mirror";
            }

            public string Name => _name;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                lock (_sync)
                    Drop();
                return true;
            }

            private void Drop() => _pages.Clear();
        }
        """;

    protected override string HalfTyped => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly object _sync = new();
            private List<ulong> _pages;
            private string _name;

            public Mirror(AddressSpace space, AddressRange range)
            {
                [|space.Insert(this, range)|];
                _pages = ;
                _name = "mirror";
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                _pages.Clear(
        """;

    [Theory]
    [InlineData("public void Open(AddressSpace space, AddressRange range) { [|space.Insert(this, range)|]; _pages = []; }")]
    [InlineData("public Mirror(AddressSpace space, AddressRange range) { [|space.Insert(this, range)|]; SetUp(); } private void SetUp() => _pages = [];")]
    [InlineData("public Mirror(AddressSpace space, AddressRange range) { if (space.IsReleased) return; [|space.Insert(this, range)|]; _pages = []; }")]
    public Task It_asks_the_whole_type(string code) => VerifyAsync(Half(code));

    [Theory]
    [InlineData("public Mirror() => _pages = []; public void Open(AddressSpace space, AddressRange range) { space.Insert(this, range); _pages = []; }")]
    [InlineData("public void Open(AddressSpace space, AddressRange range) { SetUp(); space.Insert(this, range); SetUp(); } private void SetUp() => _pages = [];")]
    [InlineData("public void SetUp() => _pages = []; public void Open(AddressSpace space, AddressRange range) { space.Insert(this, range); SetUp(); }")]
    public Task What_may_be_set_before_is_no_matter(string code) => VerifyAsync(Half(code));

    private static string Half(string code) => $$"""
        sealed class Mirror : IntervalNotifier
        {
            private List<ulong> _pages = null!;

            {{code}}

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                _pages.Clear();
                return true;
            }
        }
        """;

    [Theory]
    [InlineData("space.Insert(this, range);", "[|: base(space, range)|]", "_tiles = [];", "_tiles!.Clear();")]
    [InlineData("_space = space; _space.Insert(this, range);", "[|: base(space, range)|]", "_tiles = [];", "_tiles!.Clear();")]
    [InlineData("if (!range.IsAll) space.Insert(this, range);", ": base(space, range)", "_tiles = [];", "_tiles!.Clear();")]
    [InlineData("_space = space;", ": base(space, range)", "_tiles = []; space.Insert(this, range);", "_tiles!.Clear();")]
    [InlineData("_space = space;", ": base(space, range)", "[|space.Insert(this, range)|]; _tiles = [];", "_tiles!.Clear();")]
    [InlineData("space.Insert(this, range);", ": base(space, range)", "_tiles = [];", "GC.KeepAlive(range);")]
    [InlineData("space.Insert(this, range);", ": base(space, range)", "_other = range.Start;", "_tiles?.Clear();")]
    public Task What_the_callback_of_a_base_class_leaves_to_the_derived_one(string inBase, string call, string inDerived, string forget) => VerifyAsync($$"""
        public abstract class Region : IntervalNotifier
        {
            private readonly DriverLock _gate = new();
            private AddressSpace? _space;

            protected Region(AddressSpace space, AddressRange range)
            {
                {{inBase}}
            }

            public AddressSpace? Own => _space;

            protected sealed override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_gate.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    Forget(invalidation.Overlap);
                }

                return true;
            }

            protected abstract void Forget(AddressRange range);
        }

        public sealed class Texture : Region
        {
            private Dictionary<ulong, ulong>? _tiles;
            private ulong _other;

            public Texture(AddressSpace space, AddressRange range) {{call}}
            {
                {{inDerived}}
            }

            public ulong Other => _other;

            protected override void Forget(AddressRange range) { {{forget}} }
        }
        """);
}

using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Locks;

public class UnmarkedShadowTests() : RuleTests("NSDK4009")
{
    protected override string Broken => """
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            public ulong Get(ulong address) => [|_pages|][address];

            private void Map(AddressRange page) => _pages[page.Start] = page.Last;

            [Invalidate]
            private void Drop() => _pages.Clear();
        }
        """;

    protected override string Correct => """
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _pages = [];

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            public ulong Get(ulong address)
            {
                using (_lock.EnterScope())
                {
                    return _pages[address];
                }
            }

            private void Map(AddressRange page) => _pages[page.Start] = page.Last;

            [Invalidate]
            private void Drop() => _pages.Clear();
        }
        """;

    protected override string HalfTyped => """
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            public ulong Get(ulong address) => [|_pages|][address];

            private void Map(AddressRange page) => _pages[page.Start] = page.Last;

            [Invalidate]
            private void Drop() => _pages.Clear();

            void Half(Missing x) => _lock.
        """;

    [Fact]
    public Task The_fix_marks_the_member_and_takes_the_lock() => VerifyFixAsync(Broken, Correct);

    [Fact]
    public Task The_mark_is_the_SDK_s_where_its_name_means_something_else()
    {
        const string Other = "public sealed class GuardedByAttribute(string what) : Attribute { public string What => what; }\n\n    ";
        return VerifyFixAsync(
            Broken.Replace("public ulong Get", Other + "public ulong Get", StringComparison.Ordinal),
            Correct.Replace("public ulong Get", Other + "public ulong Get", StringComparison.Ordinal).Replace("[GuardedBy(", "[NotifierSdk.GuardedBy(", StringComparison.Ordinal));
    }

    [Fact]
    public Task It_is_reported_once_for_a_collection_and_a_fix_leaves_the_rest_to_4003() => VerifyFixAsync(
        """
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            // What is mapped.
            private readonly Dictionary<ulong, ulong> _pages = [];

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            public bool Has(ulong address)
            {
                return [|_pages|].ContainsKey(address);
            }

            public ulong Get(ulong address) => _pages[address];

            private void Map(AddressRange page) => _pages[page.Start] = page.Last;

            [Invalidate]
            private void Drop() => _pages.Clear();
        }
        """,
        """
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            // What is mapped.
            [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _pages = [];

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            public bool Has(ulong address)
            {
                using (_lock.EnterScope())
                {
                    return _pages.ContainsKey(address);
                }
            }

            public ulong Get(ulong address) => {|NSDK4003:_pages|}[address];

            private void Map(AddressRange page) => _pages[page.Start] = page.Last;

            [Invalidate]
            private void Drop() => _pages.Clear();
        }
        """);

    [Theory]
    [InlineData("public int Count => _pages.Count;")]
    [InlineData("public void Close() { Remove(); _pages.Clear(); }")]
    [InlineData("public void Open(AddressSpace space) { _pages.EnsureCapacity(64); space.Insert(this, AddressRange.All); }")]
    [InlineData("protected override void OnRemoved() => Empty(); private void Empty() => _pages.Clear();")]
    [InlineData("public void Seed(ulong page) => _pages[page] = page;")]
    [InlineData("private readonly Lock _other = new(); public ulong Get(ulong page) { lock (_other) return _pages[page]; }")]
    [InlineData("internal ulong Get(ulong page) => _pages[page];")]
    [InlineData("public Func<ulong, ulong> Getter() => page => _pages[page];")]
    public Task It_is_silent_where_it_cannot_tell(string member) => VerifyAsync($$"""
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            {{member}}

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            private void Map(AddressRange page) => _pages[page.Start] = page.Last;

            [Invalidate]
            private void Drop() => _pages.Clear();
        }
        """);

    [Theory]
    [InlineData("System.Collections.Concurrent.ConcurrentDictionary<ulong, ulong>")]
    [InlineData("Locked")]
    public Task It_is_silent_of_what_is_for_several_threads(string kind) => VerifyAsync($$"""
        public sealed class Locked
        {
            private readonly Dictionary<ulong, ulong> _inner = [];

            public ulong this[ulong page]
            {
                get { lock (_inner) return _inner[page]; }
                set { lock (_inner) _inner[page] = value; }
            }

            public void Clear() { lock (_inner) _inner.Clear(); }
        }

        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly {{kind}} _pages = new();

            public ulong Get(ulong page) => _pages[page];

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            private void Map(AddressRange page) => _pages[page.Start] = page.Last;

            [Invalidate]
            private void Drop() => _pages.Clear();
        }
        """);
}

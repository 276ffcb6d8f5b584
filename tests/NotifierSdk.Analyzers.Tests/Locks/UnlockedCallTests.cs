using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Locks;

public class UnlockedCallTests() : RuleTests("NSDK4004")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    Map(address);
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }

            [RequiresLock(nameof(_lock))]
            private void Map(ulong address) => _pages[address] = address;

            public void Prefetch(ulong address) => [|Map(address)|];
        }
        """;

    protected override string Correct => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    Map(address);
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }

            [RequiresLock(nameof(_lock))]
            private void Map(ulong address) => _pages[address] = address;
        }
        """;

    protected override string HalfTyped => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    Map(address);
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }

            [RequiresLock(nameof(_lock))]
            private void Map(ulong address) => _pages[address] = address;

            public void Prefetch(ulong address) => [|Map(address)|];

            void Half(Missing x) => _lock.
        """;

    [Fact]
    public Task The_fix_takes_the_lock_of_whoever_owns_it() => VerifyFixAsync(
        """
        public sealed class Region
        {
            public DriverLock Gate { get; } = new();

            [RequiresLock(nameof(Gate))]
            public bool Drop(ulong address) => address > 0;

            [RequiresLock(nameof(Gate))]
            public void Trim() => Drop(0);
        }

        public sealed class Mirror(Region home) : IntervalNotifier
        {
            private readonly Region _home = home;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                // Ours first.
                [|_home.Trim()|];
                return [|_home.Drop(invalidation.Range.Start)|];
            }

            public static void Trim(Region region, int times)
            {
                for (var time = 0; time < times; time++)
                {
                    [|region.Trim()|];
                }
            }
        }
        """,
        """
        public sealed class Region
        {
            public DriverLock Gate { get; } = new();

            [RequiresLock(nameof(Gate))]
            public bool Drop(ulong address) => address > 0;

            [RequiresLock(nameof(Gate))]
            public void Trim() => Drop(0);
        }

        public sealed class Mirror(Region home) : IntervalNotifier
        {
            private readonly Region _home = home;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_home.Gate.EnterScope())
                {
                    // Ours first.
                    _home.Trim();
                    return _home.Drop(invalidation.Range.Start);
                }
            }

            public static void Trim(Region region, int times)
            {
                for (var time = 0; time < times; time++)
                {
                    using (region.Gate.EnterScope())
                    {
                        region.Trim();
                    }
                }
            }
        }
        """);

    [Fact]
    public Task Where_the_place_cannot_name_the_lock_or_holds_another_nothing_is_offered() => VerifyNoFixAsync("""
        public sealed class Region
        {
            private readonly DriverLock _gate = new();

            [RequiresLock(nameof(_gate))]
            public void Trim() => Console.WriteLine();
        }

        public sealed class Mirror(Region home) : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly object _table = new();
            private readonly Region _home = home;

            [RequiresLock(nameof(_lock))]
            private void Drop() => Console.WriteLine();

            public void Trim() => [|_home.Trim()|];

            public void DropAll()
            {
                lock (_table)
                    [|Drop()|];
            }

            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """);

    [Theory]
    [InlineData("using (_gate.EnterScope()) return _regions.Sum(region => region.Count());")]
    [InlineData("using (_gate.EnterScope()) return _regions[0].Count();")]
    [InlineData("return [|_regions[0].Count()|];")]
    [InlineData("using (_gate.EnterScope()) _regions.Clear(); return [|_regions[0].Count()|];")]
    [InlineData("var all = 0; foreach (var region in _regions) all += [|region.Count()|]; return all;")]
    public Task The_lock_of_a_region_is_that_of_its_cache(string body) => VerifyAsync($$"""
        public sealed class Cache
        {
            private readonly DriverLock _gate = new();
            private readonly List<Region> _regions = [];

            public DriverLock Gate => _gate;

            public int Count() { {{body}} }
        }

        public sealed partial class Region(Cache cache) : IntervalNotifier
        {
            private readonly Cache _cache = cache;
            private int _page;

            [DriverLock] private DriverLock Gate => _cache.Gate;

            [Fault(Commit = nameof(Enter))]
            public partial FaultStatus Fault(AddressRange page);

            private void Enter(AddressRange page) => _page = 1;

            [Invalidate]
            private void Drop() => _page = 0;

            [RequiresLock(nameof(Gate))]
            public int Count() => _page;
        }
        """);

    [Theory]
    [InlineData("var free = Find(); if ({|NSDK4003:_table|}[0] == 0) Write(free);")]
    [InlineData("using (_gate.EnterScope()) _table[0] = 1; if ({|NSDK4003:_table|}[0] == 0) Write(0);")]
    [InlineData("using (_gate.EnterScope()) _table[0] = 1; [|Write(0)|];")]
    [InlineData("Other(); [|Write(0)|];")]
    public Task Where_a_member_is_used_without_the_lock_that_is_told_of_once(string statements) => VerifyAsync($$"""
        public sealed class Table : IntervalNotifier
        {
            private readonly DriverLock _gate = new();
            [GuardedBy(nameof(_gate))] private readonly int[] _table = new int[16];

            public void Route() { {{statements}} }

            public int Other() => {|NSDK4003:_table|}[1];

            [RequiresLock(nameof(_gate))]
            private int Find() => Array.IndexOf(_table, 0);

            [RequiresLock(nameof(_gate))]
            private void Write(int at) => _table[at] = 1;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_gate.EnterScope())
                    Write(1);
                return true;
            }
        }
        """);
}

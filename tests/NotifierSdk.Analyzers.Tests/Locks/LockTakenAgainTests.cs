using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Locks;

public class LockTakenAgainTests() : RuleTests("NSDK4007")
{
    protected override string Broken => """
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly SortedSet<ulong> _pages = [];

            [Fault(Commit = nameof(Map))]
            public partial bool Fault(AddressRange range);

            private void Map(AddressRange range) => _pages.Add(range.Start);

            [Invalidate]
            private void Unmap(AddressRange range)
            {
                using ([|_lock.EnterScope()|])
                    _pages.Clear();
            }
        }
        """;

    protected override string Correct => """
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly SortedSet<ulong> _pages = [];

            [Fault(Commit = nameof(Map))]
            public partial bool Fault(AddressRange range);

            private void Map(AddressRange range) => _pages.Add(range.Start);

            [Invalidate]
            private void Unmap(AddressRange range)
            {
                _pages.Clear();
            }
        }
        """;

    protected override string HalfTyped => """
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly SortedSet<ulong> _pages = [];

            [Fault(Commit = nameof(Map))]
            public partial bool Fault(AddressRange range);

            private void Map(AddressRange range) => _pages.Add(range.Start);

            [Invalidate]
            private void Unmap(AddressRange range)
            {
                using ([|_lock.EnterScope()|])
                    _pages.Clear();
            }

            void Half(Missing x) => _lock.
        """;

    [Theory]
    [InlineData("SemaphoreSlim _lock = new(1, 1)", "[|_lock.Wait()|]; _lock.Release();", ", ExclusiveAfter = 2")]
    [InlineData("SemaphoreSlim _lock = new(1, 1)", "_lock.Wait(); _lock.Release();", "")]
    [InlineData("SemaphoreSlim _lock = new(1, 1)", "_lock.Wait(); _lock.Release();", ", ExclusiveAfter = -1")]
    [InlineData("DriverLock _lock = new()", "_lock.Enter(); _lock.Exit();", ", ExclusiveAfter = 2")]
    public Task A_collect_under_the_lock_must_not_take_one_that_is_not_recursive(string member, string collect, string more) => VerifyAsync($$"""
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly {{member}};

            [Fault(Collect = nameof(Read), Commit = nameof(Map){{more}})]
            public partial bool Fault(AddressRange range);

            private ulong Read(AddressRange range)
            {
                {{collect}}
                return range.Start;
            }

            private void Map(ulong start) { }

            [Invalidate]
            private void Unmap(AddressRange range) { }
        }
        """);

    [Theory]
    [InlineData("private int Count { get { [|_lock.Wait()|]; try { return _pages.Count; } finally { _lock.Release(); } } }", "while (Count > 9) _pages.Clear();")]
    [InlineData("private int Count { get { [|_lock.Wait()|]; try { return _pages.Count; } finally { _lock.Release(); } } }", "while (Known > 9) _pages.Clear();")]
    [InlineData("private bool IsFull { get { [|_lock.Wait()|]; try { return _pages.Count > 9; } finally { _lock.Release(); } } }", "if (IsFull) _pages.Clear();")]
    [InlineData("private int Count { get { _lock.Wait(); try { return _pages.Count; } finally { _lock.Release(); } } }", "while (_pages.Count > 9) _pages.Clear();")]
    [InlineData("private int Count => _pages.Count;", "while (Count > 9) _pages.Clear();")]
    [InlineData("private int Count { get => _pages.Count; set { _lock.Wait(); _lock.Release(); } }", "_ = nameof(Count);")]
    public Task A_property_is_followed_like_a_method(string property, string commit) => VerifyAsync($$"""
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1);
            private readonly List<ulong> _pages = [];

            {{property}}

            private int Known => {{(property.Contains("IsFull", StringComparison.Ordinal) ? "0" : "Count")}};

            [Fault(Commit = nameof(Map))]
            public partial bool Fault(AddressRange range);

            private void Map(AddressRange range)
            {
                MakeRoom();
                _pages.Add(range.Start);
            }

            private void MakeRoom()
            {
                {{commit}}
            }

            [Invalidate]
            private void Unmap(AddressRange range) => _pages.Clear();
        }
        """);
}

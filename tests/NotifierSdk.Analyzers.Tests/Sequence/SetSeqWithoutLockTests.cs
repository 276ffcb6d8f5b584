using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class SetSeqWithoutLockTests() : RuleTests("NSDK2002")
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
                    _pages[address] = address;
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                [|SetSeq(invalidation.Sequence)|];
                using (_lock.EnterScope())
                    _pages.Clear();

                return true;
            }
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
                    _pages[address] = address;
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
                    _pages[address] = address;
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                [|SetSeq(invalidation.Sequence)|];
                using (_lock.EnterScope())
                    _pages.Clear();

                return true;
            }

            void Half(Missing x) => _lock.
        """;

    [Fact]
    public Task The_fix_moves_it_to_the_top_of_the_lock_that_comes_later() => ChangesAsync(
        """
        // First of all.
        [|SetSeq(invalidation.Sequence)|]; // saved
        if (!invalidation.IsBlockable)
            return false;

        using (_lock.EnterScope())
            _pages.Clear(); // gone

        return true;
        """,
        """
        if (!invalidation.IsBlockable)
            return false;

        using (_lock.EnterScope())
        {
            // First of all.
            SetSeq(invalidation.Sequence); // saved
            _pages.Clear(); // gone
        }

        return true;
        """);

    [Fact]
    public Task The_fix_moves_it_to_the_top_of_the_lock_that_came_before() => ChangesAsync(
        """
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;
        try
        {
            _pages.Clear();
        }
        finally
        {
            _lock.Exit();
        }

        [|SetSeq(invalidation.Sequence)|];
        return true;
        """,
        """
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }
        finally
        {
            _lock.Exit();
        }

        return true;
        """);

    [Fact]
    public Task The_fix_moves_it_behind_a_using_declaration() => ChangesAsync(
        """
        [|SetSeq(invalidation.Sequence)|];

        using var scope = _lock.EnterScope();
        _pages.Clear();
        return true;
        """,
        """
        using var scope = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        _pages.Clear();
        return true;
        """);

    [Fact]
    public Task The_fix_takes_the_lock_where_the_callback_takes_none() => ChangesAsync(
        """
        // Saved, then dropped.
        [|SetSeq(invalidation.Sequence)|];
        _pages.Clear();

        return true;
        """,
        """
        using (_lock.EnterScope())
        {
            // Saved, then dropped.
            SetSeq(invalidation.Sequence);
            _pages.Clear();

            return true;
        }
        """);

    [Theory]
    [InlineData("[|SetSeq(invalidation.Sequence)|]; if (_pages.Count == 0) return true; using (_lock.EnterScope()) _pages.Clear(); return true;")] // accepted before
    [InlineData("[|SetSeq(invalidation.Sequence)|]; using (_lock.EnterScope()) { if (invalidation.Owner != this) _pages.Clear(); } return true;")] // its own
    [InlineData("if (invalidation.IsBlockable) { [|SetSeq(invalidation.Sequence)|]; } using (_lock.EnterScope()) _pages.Clear(); {|NSDK2001:return true;|}")] // under a condition
    [InlineData("[|SetSeq(invalidation.Sequence)|]; Cleared?.Invoke(); return true;")] // what nobody sees
    public Task Where_it_cannot_simply_be_moved_nothing_is_offered(string callback) => VerifyNoFixAsync(Driver(callback));

    private Task ChangesAsync(string before, string after) => VerifyFixAsync(Driver(before), Driver(after));

    private static string Driver(string callback) => $$"""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public Action? Cleared { get; set; }

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                    return !ReadRetry(token) && _pages.TryAdd(address, address);
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                {{callback.Replace("\n", "\n        ", StringComparison.Ordinal).Replace("\n        \n", "\n\n", StringComparison.Ordinal)}}
            }
        }
        """;
}

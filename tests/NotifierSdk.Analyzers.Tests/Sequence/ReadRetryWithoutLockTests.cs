using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class ReadRetryWithoutLockTests() : RuleTests("NSDK2004")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                if ([|ReadRetry(token)|])
                    return false;
                using (_lock.EnterScope())
                    _pages[address] = address;
                return true;
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
                if ([|ReadRetry(token)|])
                    return false;
                using (_lock.EnterScope())
                    _pages[address] = address;
                return true;
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

            void Half(Missing x) => _lock.
        """;

    [Fact]
    public Task The_fix_moves_the_check_into_the_lock_of_the_commit() => ChangesAsync(
        """
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var token = ReadBegin();

            // Hit?
            if ([|ReadRetry(token)|])
                continue; // again
            using (_lock.EnterScope())
                _pages[address] = address;

            return true;
        }

        return false;
        """,
        """
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var token = ReadBegin();

            using (_lock.EnterScope())
            {
                // Hit?
                if (ReadRetry(token))
                    continue; // again
                _pages[address] = address;
            }

            return true;
        }

        return false;
        """);

    [Fact]
    public Task The_fix_takes_the_lock_around_the_check_and_all_that_relies_on_it() => ChangesAsync(
        """
        var token = ReadBegin();
        if (address == 0 || [|ReadRetry(token)|])
        {
            return false;
        }

        var frame = address + 1;
        _pages[address] = frame;
        return frame > 0;
        """,
        """
        var token = ReadBegin();
        using (_lock.EnterScope())
        {
            if (address == 0 || ReadRetry(token))
            {
                return false;
            }

            var frame = address + 1;
            _pages[address] = frame;
            return frame > 0;
        }
        """);

    [Fact]
    public Task The_fix_takes_the_lock_around_one_statement_that_checks_and_commits() => ChangesAsync(
        """
        var token = ReadBegin();
        if (![|ReadRetry(token)|])
        {
            _pages[address] = address;
            return true;
        }

        var next = ReadBegin();
        return ![|ReadRetry(next)|] && _pages.TryAdd(address, address);
        """,
        """
        var token = ReadBegin();
        using (_lock.EnterScope())
        {
            if (!ReadRetry(token))
            {
                _pages[address] = address;
                return true;
            }
        }

        var next = ReadBegin();
        using (_lock.EnterScope())
        {
            return !ReadRetry(next) && _pages.TryAdd(address, address);
        }
        """);

    [Theory]
    [InlineData("var token = ReadBegin(); var isHit = [|ReadRetry(token)|]; if (!isHit) _pages.Clear(); return isHit;")] // asked before
    [InlineData("var token = ReadBegin(); return ![|ReadRetry(token)|];")] // the commit is elsewhere
    [InlineData("var token = ReadBegin(); if ([|ReadRetry(token)|]) return false; return true;")]
    [InlineData("for (var i = 0; i < 8; i++) { var token = ReadBegin(); if (![|ReadRetry(token)|]) break; } using (_lock.EnterScope()) _pages.Clear(); return true;")]
    [InlineData("for (var i = 0; i < 8; i++) { var token = ReadBegin(); if ([|ReadRetry(token)|]) continue; Console.WriteLine(); break; } using (_lock.EnterScope()) _pages.Clear(); return true;")]
    [InlineData("var token = ReadBegin(); if ([|ReadRetry(token)|]) return false; var frame = address; using (_lock.EnterScope()) _pages[address] = frame; return true;")] // taken twice
    [InlineData("var token = ReadBegin(); if ([|ReadRetry(token)|]) return false; lock (_other) _pages[address] = address; return true;")] // another lock
    public Task Where_it_cannot_be_told_what_relies_on_the_check_nothing_is_offered(string fault) => VerifyNoFixAsync(Driver(fault));

    private Task ChangesAsync(string before, string after) => VerifyFixAsync(Driver(before), Driver(after));

    private static string Driver(string fault) => $$"""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly object _other = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                {{fault.Replace("\n", "\n        ", StringComparison.Ordinal).Replace("\n        \n", "\n\n", StringComparison.Ordinal)}}
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

    [Fact]
    public Task It_fires_where_nobody_asks_the_flag_of_a_try() => VerifyAsync("""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly object _lock = new();
            private ulong _entry;

            public bool Fault(ulong page)
            {
                var token = ReadBegin();
                var taken = false;
                try
                {
                    Monitor.TryEnter(_lock, 10, ref taken);
                    if ([|ReadRetry(token)|])
                        return false;
                    _entry = page;
                    return true;
                }
                finally
                {
                    if (taken)
                        Monitor.Exit(_lock);
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                lock (_lock)
                {
                    SetSeq(invalidation.Sequence);
                    _entry = 0;
                    return true;
                }
            }
        }
        """);
}

using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Locks;

public class LeakedLockTests() : RuleTests("NSDK4002")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                _lock.Enter();
                if (ReadRetry(token))
                    [|return false;|]
                _pages[address] = address;
                _lock.Exit();
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
                _lock.Enter();
                if (ReadRetry(token))
                    [|return false;|]
                _pages[address] = address;
                _lock.Exit();
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
    public Task The_fix_holds_it_by_a_scope_from_taking_to_releasing() => ChangesAsync(
        """
        public bool Fault(ulong address)
        {
            var token = ReadBegin();

            // Nothing collides from here on.
            _lock.Enter(); // the driver lock

            // Hit?
            if (ReadRetry(token))
                [|return false;|]
            if (_pages.Count > 10)
            {
                // No room.
                _lock.Exit(); // for others
                return false;
            }

            foreach (var page in _pages.Keys)
            {
                if (page == address)
                    [|return true;|]
                if (page > address)
                {
                    // Too far.
                    _lock.Exit();
                    return false;
                }
            }

            _pages[address] = address;
            // Filled.
            _lock.Exit();
            return true;
        }
        """,
        """
        public bool Fault(ulong address)
        {
            var token = ReadBegin();

            // Nothing collides from here on.
            using (_lock.EnterScope()) // the driver lock
            {
                // Hit?
                if (ReadRetry(token))
                    return false;
                if (_pages.Count > 10)
                {
                    // No room.
                    // for others
                    return false;
                }

                foreach (var page in _pages.Keys)
                {
                    if (page == address)
                        return true;
                    if (page > address)
                    {
                        // Too far.
                        return false;
                    }
                }

                _pages[address] = address;
                // Filled.
            }

            return true;
        }
        """);

    [Fact]
    public Task The_fix_holds_it_to_the_end_where_every_way_out_is_a_jump() => ChangesAsync(
        """
        public bool Fault(ulong address)
        {
            var token = ReadBegin();
            this._lock.Enter();
            if (!ReadRetry(token))
            {
                _pages[address] = address;
                _lock.Exit();
                return true;
            }

            [|return false;|]
        }
        """,
        """
        public bool Fault(ulong address)
        {
            var token = ReadBegin();
            using (this._lock.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _pages[address] = address;
                    return true;
                }

                return false;
            }
        }
        """);

    [Fact]
    public Task The_fix_lets_the_next_turn_of_a_loop_begin_without_it() => ChangesAsync(
        """
        public bool Fault(ulong address)
        {
            for (var attempt = 0; attempt < 8; attempt++)
            {
                var token = {|NSDK4001:ReadBegin()|};
                _lock.Enter();
                if (ReadRetry(token))
                    continue;
                _pages[address] = address;
                _lock.Exit();
                [|return true;|]
            }

            [|return false;|]
        }
        """,
        """
        public bool Fault(ulong address)
        {
            for (var attempt = 0; attempt < 8; attempt++)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        continue;
                    _pages[address] = address;
                }

                return true;
            }

            return false;
        }
        """);

    [Fact]
    public Task The_fix_locks_the_monitor_and_a_Lock_by_their_statement() => ChangesAsync(
        """
        public void Move(ulong address)
        {
            Monitor.Enter(_table);
            if ([|address == 0|])
                return;
            _inner.Enter();
            if (_pages.Count == 0)
            {
                _inner.Exit();
                Monitor.Exit(_table);
                return;
            }

            _pages.Clear();
            _inner.Exit();
            Monitor.Exit(_table);
        }

        public int Count()
        {
            _inner.Enter();
            if (_pages.Count == 0)
                [|return 0;|]
            _inner.Exit();
            return 1;
        }
        """,
        """
        public void Move(ulong address)
        {
            lock (_table)
            {
                if (address == 0)
                    return;
                _inner.Enter();
                if (_pages.Count == 0)
                {
                    _inner.Exit();
                    return;
                }

                _pages.Clear();
                _inner.Exit();
            }
        }

        public int Count()
        {
            lock (_inner)
            {
                if (_pages.Count == 0)
                    return 0;
            }

            return 1;
        }
        """);

    [Fact]
    public Task The_fix_releases_what_has_no_statement_in_a_finally() => ChangesAsync(
        """
        public async Task<bool> FillAsync(ulong address)
        {
            await _slots.WaitAsync().ConfigureAwait(false);
            if (_pages.Count == 0)
                [|return false;|]
            await Task.Yield();
            _pages[address] = address;
            _slots.Release();
            return true;
        }

        public int Count()
        {
            _map.EnterReadLock();

            if (_pages.Count == 0)
                [|return 0;|]
            _map.ExitReadLock();

            return 1;
        }
        """,
        """
        public async Task<bool> FillAsync(ulong address)
        {
            await _slots.WaitAsync().ConfigureAwait(false);
            try
            {
                if (_pages.Count == 0)
                    return false;
                await Task.Yield();
                _pages[address] = address;
            }
            finally
            {
                _slots.Release();
            }

            return true;
        }

        public int Count()
        {
            _map.EnterReadLock();
            try
            {
                if (_pages.Count == 0)
                    return 0;
            }
            finally
            {
                _map.ExitReadLock();
            }

            return 1;
        }
        """,
        "[DriverLock] ");

    [Theory]
    [InlineData("if (!_lock.TryEnter()) return 0; if (_pages.Count == 0) [|return 0;|] _lock.Exit(); return 1;")] // whether it was taken
    [InlineData("_lock.Enter(); if (_pages.Count == 0) [|return 0;|] _lock.Exit(); _lock.Enter(); _pages.Clear(); _lock.Exit(); return 1;")] // twice
    [InlineData("_lock.Enter(); if (_pages.Count == 0) [|return 0;|] if (_pages.Count == 1) { _lock.Exit(); return Wait(); } _pages.Clear(); _lock.Exit(); return 1;")] // what waits
    [InlineData("_lock.Enter(); if (_pages.Count == 0) [|return 0;|] if (_pages.Count == 1) { _lock.Exit(); Wait(); return 0; } _pages.Clear(); _lock.Exit(); return 1;")]
    [InlineData("_lock.Enter(); if (_pages.Count == 0) [|return 0;|] var count = _pages.Count; _lock.Exit(); return count;")] // what others use
    [InlineData("_lock.Enter(); if (_pages.Count == 0) [|return 0;|] using var scope = new MemoryStream(); _lock.Exit(); return 1;")] // what lives longer
    [InlineData("var taken = true; if (taken) { _lock.Enter(); _pages.Clear(); } if (_pages.Count == 0) [|return 0;|] if (taken) { _lock.Exit(); } return 1;")] // where it ends
    [InlineData("var gate = _lock; gate.Enter(); if (_pages.Count == 0) [|return 0;|] _lock.Exit(); return 1;")] // what it is called
    [InlineData("_lock.Enter(); if (_pages.Count == 0) [|return 0;|] if (_pages.Count == 1) goto end; _pages.Clear(); end: _lock.Exit(); return 1;")]
    public Task Where_more_would_change_than_that_nothing_is_offered(string body) => VerifyNoFixAsync(Driver($$"""
        public int Fault()
        {
            {{body}}
        }

        private static int Wait() => 0;
        """));

    private Task ChangesAsync(string before, string after, string mark = "") => VerifyFixAsync(Driver(before, mark), Driver(after, mark));

    private static string Driver(string members, string mark = "") => $$"""
        namespace Drivers
        {
            public sealed class Mirror : IntervalNotifier
            {
                private readonly DriverLock _lock = new();
                private readonly object _table = new();
                private readonly Lock _inner = new();
                {{mark}}private readonly SemaphoreSlim _slots = new(1, 1);
                private readonly ReaderWriterLockSlim _map = new();
                private readonly Dictionary<ulong, ulong> _pages = [];

                protected override bool OnInvalidate(in Invalidation invalidation)
                {
                    using (_lock.EnterScope())
                        SetSeq(invalidation.Sequence);
                    return true;
                }

                {{members.Replace("\n", "\n        ", StringComparison.Ordinal).Replace("\n        \n", "\n\n", StringComparison.Ordinal)}}
            }
        }
        """;

    [Fact]
    public Task A_try_that_stores_in_a_flag_takes_the_lock_where_the_flag_is_true() => VerifyAsync("""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly object _lock = new();
            private ulong _entry;

            public bool Fault(ulong page)
            {
                var token = ReadBegin();
                var taken = false;
                Monitor.TryEnter(_lock, 10, ref taken);
                if (!taken)
                    return false;
                if (ReadRetry(token))
                    [|return false;|]
                _entry = page;
                Monitor.Exit(_lock);
                return true;
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

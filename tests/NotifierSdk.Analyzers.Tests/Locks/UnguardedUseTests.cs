using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Locks;

public class UnguardedUseTests() : RuleTests("NSDK4003")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _pages = [];

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

            public int Count => [|_pages|].Count;
        }
        """;

    protected override string Correct => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _pages = [];

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

            public int Count
            {
                get
                {
                    using (_lock.EnterScope())
                        return _pages.Count;
                }
            }
        }
        """;

    protected override string HalfTyped => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _pages = [];

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

            public int Count => [|_pages|].Count;

            void Half(Missing x) => _lock.
        """;

    [Fact]
    public Task The_fix_takes_the_lock_around_the_statement_or_the_run_of_them() => ChangesAsync(
        """
        public void Forget(ulong address)
        {
            Console.WriteLine(address);

            // Both go.
            [|_pages|].Remove(address); // at once
            [|_pages|].Remove(address + 1);
            Console.WriteLine();
            using (_lock.EnterScope())
                _pages.Clear();
            [|_pages|].Add(address, 0);
        }

        public void ForgetAll()
        {
            if ([|_pages|].Count > 0)
                [|_pages|].Clear();

            using (_lock.EnterScope())
            {
                _pages.Clear();
            }

            for (var page = 0UL; page < 10; page++)
                [|_pages|].Remove(page); // each
        }
        """,
        """
        public void Forget(ulong address)
        {
            Console.WriteLine(address);

            using (_lock.EnterScope())
            {
                // Both go.
                _pages.Remove(address); // at once
                _pages.Remove(address + 1);
            }

            Console.WriteLine();
            using (_lock.EnterScope())
            {
                _pages.Clear();
                _pages.Add(address, 0);
            }
        }

        public void ForgetAll()
        {
            using (_lock.EnterScope())
            {
                if (_pages.Count > 0)
                    _pages.Clear();
                _pages.Clear();
            }

            for (var page = 0UL; page < 10; page++)
                using (_lock.EnterScope())
                {
                    _pages.Remove(page); // each
                }
        }
        """);

    [Fact]
    public Task The_fix_gives_expression_bodies_a_block() => ChangesAsync(
        """
        public int Count => [|_pages|].Count; // pages

        public ulong this[ulong address] => [|_pages|][address];

        public int Room
        {
            get => 100 - [|_pages|].Count;
            set => [|_pages|].EnsureCapacity(value);
        }

        public void Forget() => [|_pages|].Clear();

        public async Task ForgetAsync(ulong address) => [|_pages|].Remove(address);
        """,
        """
        public int Count
        {
            get
            {
                using (_lock.EnterScope())
                {
                    return _pages.Count;
                }
            }
        } // pages

        public ulong this[ulong address]
        {
            get
            {
                using (_lock.EnterScope())
                {
                    return _pages[address];
                }
            }
        }

        public int Room
        {
            get
            {
                using (_lock.EnterScope())
                {
                    return 100 - _pages.Count;
                }
            }
            set
            {
                using (_lock.EnterScope())
                {
                    _pages.EnsureCapacity(value);
                }
            }
        }

        public void Forget()
        {
            using (_lock.EnterScope())
            {
                _pages.Clear();
            }
        }

        public async Task ForgetAsync(ulong address)
        {
            using (_lock.EnterScope())
            {
                _pages.Remove(address);
            }
        }
        """);

    [Fact]
    public Task The_fix_declares_before_the_lock_what_is_used_behind_it() => ChangesAsync(
        """
        public int Count()
        {
            // How many.
            var count = [|_pages|].Count; // now
            int more = count + 1;
            IEnumerable<ulong> pages = [|_pages|].Keys.ToList();
            Console.WriteLine(pages);
            return count + more;
        }
        """,
        """
        public int Count()
        {
            int count;
            using (_lock.EnterScope())
            {
                // How many.
                count = _pages.Count; // now
            }

            int more = count + 1;
            IEnumerable<ulong> pages;
            using (_lock.EnterScope())
            {
                pages = _pages.Keys.ToList();
            }

            Console.WriteLine(pages);
            return count + more;
        }
        """);

    [Theory]
    [InlineData("object", "lock (_lock)")]
    [InlineData("Lock", "lock (_lock)")]
    public Task The_fix_locks_what_has_a_statement(string type, string statement) => VerifyFixAsync(
        $$"""
        public class Table : IntervalNotifier
        {
            private readonly {{type}} _lock = new();
            [GuardedBy(nameof(_lock))] private int _count;

            public void Add() => [|_count|]++;

            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """,
        $$"""
        public class Table : IntervalNotifier
        {
            private readonly {{type}} _lock = new();
            [GuardedBy(nameof(_lock))] private int _count;

            public void Add()
            {
                {{statement}}
                {
                    _count++;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """);

    [Fact]
    public Task The_fix_takes_and_releases_what_has_none() => VerifyFixAsync(
        """
        public class Table : IntervalNotifier
        {
            private readonly SemaphoreSlim _lock = new(1, 1);
            private readonly ReaderWriterLockSlim _map = new();
            [GuardedBy(nameof(_lock))] private int _count;
            [GuardedBy(nameof(_map))] private int _other;

            public async Task AddAsync(Func<Task<int>> next)
            {
                int step = 3;
                [|_count|] += step;
                [|_count|] += 1;
            }

            public void Add(bool twice)
            {
                switch (twice)
                {
                    case true:
                        [|_count|]++;
                        break;
                }

                [|_other|]++;

                // The map.
                _map.EnterWriteLock();
                try
                {
                    _other++;
                }
                finally
                {
                    _map.ExitWriteLock();
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """,
        """
        public class Table : IntervalNotifier
        {
            private readonly SemaphoreSlim _lock = new(1, 1);
            private readonly ReaderWriterLockSlim _map = new();
            [GuardedBy(nameof(_lock))] private int _count;
            [GuardedBy(nameof(_map))] private int _other;

            public async Task AddAsync(Func<Task<int>> next)
            {
                int step = 3;
                await _lock.WaitAsync();
                try
                {
                    _count += step;
                    _count += 1;
                }
                finally
                {
                    _lock.Release();
                }
            }

            public void Add(bool twice)
            {
                switch (twice)
                {
                    case true:
                        {
                            _lock.Wait();
                            try
                            {
                                _count++;
                            }
                            finally
                            {
                                _lock.Release();
                            }
                        }

                        break;
                }

                // The map.
                _map.EnterWriteLock();
                try
                {
                    _other++;
                    _other++;
                }
                finally
                {
                    _map.ExitWriteLock();
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """);

    [Theory]
    [InlineData("while ([|_pages|].Count > 0) { }")] // for others, who need the lock
    [InlineData("if ([|_pages|].Count > 0) Remove();")] // what must not wait under it
    [InlineData("if ([|_pages|].Count > 0) _changed?.Invoke();")] // what nobody sees
    [InlineData("if ([|_pages|].Count > 0) Overridden();")]
    [InlineData("if ([|_pages|].Count > 0) Waits();")]
    [InlineData("[|_pages|].TryGetValue(0, out var frame); Console.WriteLine(frame);")] // what others use
    [InlineData("var both = new { [|_pages|].Count }; Console.WriteLine(both);")] // a type without a name
    [InlineData("lock (_other) { [|_pages|].Clear(); }")] // a second lock
    [InlineData("Task.Run(() => [|_pages|].Clear());")]
    public Task Where_the_statement_could_wait_or_mean_something_else_nothing_is_offered(string statement) => VerifyNoFixAsync(Driver($$"""
        private readonly object _other = new();
        private Action? _changed;

        public void Look()
        {
            {{statement}}
        }

        public virtual void Overridden() => _changed = null;

        private static void Waits() => Thread.Sleep(1);
        """));

    [Fact]
    public Task Where_only_some_paths_come_without_the_lock_nothing_is_offered() => VerifyNoFixAsync(Driver("""
        public void Look()
        {
            Count();
            using (_lock.EnterScope())
                Count();
        }

        private int Count() => [|_pages|].Count;
        """));

    private Task ChangesAsync(string before, string after) => VerifyFixAsync(Driver(before), Driver(after));

    private static string Driver(string members) => $$"""
        namespace Drivers;

        public class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _pages = [];

            protected override bool OnInvalidate(in Invalidation invalidation) => true;

            {{members.Replace("\n", "\n    ", StringComparison.Ordinal).Replace("\n    \n", "\n\n", StringComparison.Ordinal)}}
        }
        """;

    [Theory]
    [InlineData("public Timer Look() { using (_lock.EnterScope()) return new Timer(_ => Console.Write([|_pages|].Count), null, 1, 1); }")]
    [InlineData("public void Look() { using (_lock.EnterScope()) { var timer = new Timer(_ => [|_pages|].Clear()); timer.Change(1, 1); } }")]
    [InlineData("public Func<int> Look() { using (_lock.EnterScope()) return () => [|_pages|].Count; }")]
    [InlineData("public Func<int> Look() => () => [|_pages|].Count;")]
    [InlineData("public Timer Look() => new Timer(_ => { using (_lock.EnterScope()) _pages.Clear(); }, null, 1, 1);")]
    [InlineData("public Func<int> Look() => () => { using (_lock.EnterScope()) return _pages.Count; };")]
    [InlineData("public int Look() { using (_lock.EnterScope()) return Run(() => _pages.Count); } private static int Run(Func<int> look) => look();")]
    [InlineData("public int Look() { using (_lock.EnterScope()) return Reader()(); } public Func<int> Reader() => () => _pages.Count;")]
    [InlineData("public int Look() { using (_lock.EnterScope()) return Reader()(); } private Func<int> Reader() => () => _pages.Count;")]
    public Task A_lambda_that_runs_later_does_not_run_under_the_lock(string members) => VerifyAsync(Driver(members));
}

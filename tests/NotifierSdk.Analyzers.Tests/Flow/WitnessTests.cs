using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Flow;

/// <summary>What messages say of the path on which a rule is broken. Comments in the sources are the lines.</summary>
public class WitnessTests
{
    [Fact]
    public Task Never_taken_on_any_way_there() => SaysAsync(
        """
        public int Count() // 8
        {
            if (_pages is null)
                return 0;
            return _pages.Count; // 12
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (never taken since Count was entered on line 8)", [8], at: 10);

    [Fact]
    public Task A_branch_that_goes_around_the_lock() => SaysAsync(
        """
        public void Drop(bool isAlone) // 8
        {
            if (!isAlone)
                _lock.Enter();
            _pages.Clear(); // 12
            if (!isAlone)
                _lock.Exit();
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held ('isAlone' was true on line 10)", [10], at: 12);

    [Fact]
    public Task The_last_of_several_branches_is_the_one_that_decided() => SaysAsync(
        """
        public void Drop(int level) // 8
        {
            if (level > 3)
                return;
            if (level > 2)
                _lock.Enter();
            else if (level > 1)
                _lock.Enter();
            _pages.Clear(); // 16
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held ('level > 1' was false on line 14)", [14], at: 16);

    [Fact]
    public Task A_try_that_was_refused() => SaysAsync(
        """
        public void Drop() // 8
        {
            if (!_lock.TryEnter())
                Console.WriteLine("busy");
            _pages.Clear(); // 12
            if (_lock.IsHeldByCurrentThread)
                _lock.Exit();
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held ('_lock.TryEnter()' was false on line 10)", [10], at: 12);

    [Fact]
    public Task A_try_whose_answer_is_kept_in_a_flag() => SaysAsync(
        """
        public void Drop() // 8
        {
            var taken = _lock.TryEnter(); // 10
            Console.WriteLine(taken);
            _pages.Clear(); // 12
            if (taken)
                _lock.Exit();
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held ('_lock.TryEnter()' was false on line 10)", [10], at: 12);

    [Fact]
    public Task Released_too_early_by_hand() => SaysAsync(
        """
        public void Drop() // 8
        {
            _lock.Enter();
            Console.WriteLine();
            _lock.Exit(); // 12
            _pages.Clear(); // 13
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (released on line 12)", [12], at: 13);

    [Fact]
    public Task Released_where_the_using_statement_ends() => SaysAsync(
        """
        public void Drop() // 8
        {
            using (_lock.EnterScope())
            {
                _pages.Add(1, 1);
            } // 13
            _pages.Clear(); // 14
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (released on line 13)", [13], at: 14);

    [Fact]
    public Task Released_where_the_lock_statement_ends() => SaysAsync(
        """
        private readonly Lock _small = new(); // 8
        [GuardedBy(nameof(_small))] private int _count; // 9
        public void Drop() // 10
        {
            lock (_small)
            {
                _count = 0;
            } // 15
            _count = 1; // 16
        }
        """,
        "'_count' is used on a path on which its lock '_small' is not held (released on line 15)", [15], at: 16);

    [Fact]
    public Task Released_where_a_lock_statement_on_an_object_ends() => SaysAsync(
        """
        private readonly object _small = new(); // 8
        [GuardedBy(nameof(_small))] private int _count; // 9
        public void Drop() // 10
        {
            lock (_small)
            {
                _count = 0;
            } // 15
            _count = 1; // 16
        }
        """,
        "'_count' is used on a path on which its lock '_small' is not held (released on line 15)", [15], at: 16);

    [Fact]
    public Task Released_in_a_finally() => SaysAsync(
        """
        public void Drop() // 8
        {
            _lock.Enter();
            try
            {
                _pages.Clear();
            }
            finally
            {
                _lock.Exit(); // 17
            }
            _pages.Clear(); // 19
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (released on line 17)", [17], at: 19);

    [Fact]
    public Task Released_in_a_finally_that_an_exception_runs() => SaysAsync(
        """
        public void Drop() // 8
        {
            _lock.Enter();
            try
            {
                try { Console.WriteLine(); } // 13
                finally { _lock.Exit(); } // 14
                _lock.Enter();
            }
            catch (InvalidOperationException)
            {
                _pages.Clear(); // 19
                return;
            }
            _lock.Exit();
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (released on line 14)", [14], at: 19);

    [Fact]
    public Task Released_in_one_turn_of_a_loop_and_not_taken_in_the_next() => SaysAsync(
        """
        public void Drop(int[] parts) // 8
        {
            _lock.Enter();
            foreach (var part in parts)
            {
                _pages.Remove((ulong)part); // 13
                if (part == 7)
                    _lock.Exit(); // 15
            }
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (released on line 15)", [15], at: 13);

    [Fact]
    public Task That_the_next_turn_is_right_does_not_excuse_the_first() => SaysAsync(
        """
        public void Drop(int level) // 8
        {
            if (level > 1) // 10
                _lock.Enter();
            while (true)
            {
                _pages.Clear(); // 14
                _lock.Enter();
            }
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held ('level > 1' was false on line 10)", [10], at: 14);

    [Fact]
    public Task A_loop_without_a_turn() => SaysAsync(
        """
        public void Drop(int[] parts) // 8
        {
            foreach (var part in parts) // 10
            {
                _lock.Enter();
                break;
            }
            _pages.Clear(); // 15
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (the loop ended on line 10)", [10], at: 15);

    [Fact]
    public Task A_call_that_throws_before_the_lock_is_taken() => SaysAsync(
        """
        public void Drop() // 8
        {
            try
            {
                Console.Beep(); // 12
                _lock.Enter();
            }
            catch (InvalidOperationException)
            {
            }
            _pages.Clear(); // 18
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held ('Console.Beep()' threw on line 12)", [12], at: 18);

    [Fact]
    public Task A_helper_that_releases() => SaysAsync(
        """
        public void Drop() // 8
        {
            _lock.Enter();
            Leave(); // 11
            _pages.Clear(); // 12
        }
        private void Leave() => _lock.Exit();
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (released by Leave on line 11)", [11], at: 12);

    [Fact]
    public Task The_caller_that_comes_without_the_lock() => SaysAsync(
        """
        public void Drop() // 8
        {
            using (_lock.EnterScope())
                Clear();
        }
        public void Reset() // 13
        {
            Clear(); // 15
        }
        private void Clear() => _pages.Clear(); // 17
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (called from Reset on line 15 without it)", [15], at: 17);

    [Fact]
    public Task The_caller_that_has_released_it() => SaysAsync(
        """
        public void Drop() // 8
        {
            _lock.Enter();
            _lock.Exit(); // 11
            Outer(); // 12
        }
        private void Outer() => Clear(); // 14
        private void Clear() => _pages.Clear(); // 15
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (released on line 11, then called from Drop on line 12, then called from Outer on line 14)", [11, 12, 14], at: 15);

    [Fact]
    public Task Callers_do_not_matter_where_the_helper_itself_releases() => SaysAsync(
        """
        public void Drop() // 8
        {
            _lock.Enter();
            Clear();
        }
        private void Clear() // 13
        {
            _lock.Exit(); // 15
            _pages.Clear(); // 16
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (released on line 15)", [15], at: 16);

    [Fact]
    public Task A_lambda_on_a_thread_of_its_own() => SaysAsync(
        """
        public void Drop() // 8
        {
            using (_lock.EnterScope())
            {
                Task.Run(() => // 12
                {
                    _pages.Clear(); // 14
                });
            }
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (never taken since the lambda was entered on line 12)", [12], at: 14);

    [Fact]
    public Task A_local_function_is_called_like_a_helper() => SaysAsync(
        """
        public void Drop() // 8
        {
            Clear(); // 10
            void Clear()
            {
                _pages.Clear(); // 13
            }
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (called from Drop on line 10 without it)", [10], at: 13);

    [Fact]
    public Task A_case_of_a_switch() => SaysAsync(
        """
        public void Drop(int level) // 8
        {
            switch (level)
            {
                case 1: // 12
                    Console.WriteLine();
                    break;
                default:
                    _lock.Enter();
                    break;
            }
            _pages.Clear(); // 19
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (the case was taken on line 12)", [12], at: 19);

    [Fact]
    public Task A_long_condition_is_not_quoted() => SaysAsync(
        """
        public void Drop(int aRatherLongParameterName) // 8
        {
            if (aRatherLongParameterName * aRatherLongParameterName > 17) // 10
                _lock.Enter();
            _pages.Clear(); // 12
        }
        """,
        "'_pages' is used on a path on which its lock '_lock' is not held (the condition was false on line 10)", [10], at: 12);

    [Fact]
    public Task A_method_with_the_lock_by_contract() => SaysAsync(
        """
        [RequiresLock(nameof(_lock))]
        public void Detach() // 9
        {
            Remove(); // 11
        }
        """,
        "Remove waits for invalidations while '_lock' is held; the callback takes the same lock, so the program can deadlock (held since Detach was entered on line 9)", [9], at: 11, rule: "NSDK4001");

    [Fact]
    public Task A_helper_that_is_called_with_the_lock() => SaysAsync(
        """
        public void Detach() // 8
        {
            using (_lock.EnterScope()) // 10
                Stop(); // 11
        }
        private void Stop() => Remove(); // 13
        """,
        "Remove waits for invalidations while '_lock' is held; the callback takes the same lock, so the program can deadlock (taken on line 10, then called from Detach on line 11)", [10, 11], at: 13, rule: "NSDK4001");

    [Fact]
    public async Task Another_file_is_named()
    {
        var project = TestProject.Create(Driver("private void Clear() => _pages.Clear(); // 8")).Project;
        project = project.AddDocument("More.cs", """
            public sealed partial class Mirror
            {
                public void Drop()
                {
                    Clear();
                }
            }
            """, filePath: "/src/Mirror.More.cs").Project;
        var analysis = await Analysis.OfAsync(project.Documents.First(document => document.Name == "Driver.cs"));
        var found = Assert.Single(analysis.Rules);
        Assert.Equal("'_pages' is used on a path on which its lock '_lock' is not held (called from Drop on line 5 of Mirror.More.cs without it)", found.GetMessage(null));
    }

    [Fact]
    public async Task The_same_source_says_the_same_every_time()
    {
        const string members = """
            public void A() { B(); C(); Clear(); }
            public void B() { if (_pages is null) C(); Clear(); }
            public void C() { _lock.Enter(); _lock.Exit(); Clear(); }
            private void Clear() { _pages.Clear(); _pages.TrimExcess(); }
            """;
        var said = new HashSet<string>();
        for (var round = 0; round < 20; round++)
        {
            var analysis = await Analysis.OfAsync(TestProject.Create(Driver(members)));
            said.Add(string.Join('\n', analysis.Rules.Select(rule => $"{rule.GetMessage(null)} {string.Join(' ', rule.AdditionalLocations.Select(Lines.Number))}")));
        }

        Assert.Contains("called from", Assert.Single(said), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, " (never taken since Drop was entered on line 8)")]
    [InlineData(2_500, "")]
    public async Task On_a_way_that_is_too_long_the_message_goes_without(int statements, string clause)
    {
        var source = string.Concat(Enumerable.Repeat("limit = limit + 1;", statements));
        var analysis = await Analysis.OfAsync(TestProject.Create(Driver($"public void Drop(int limit) {{ {source} _pages.Clear(); }}")));
        Assert.Equal($"'_pages' is used on a path on which its lock '_lock' is not held{clause}", Assert.Single(analysis.Rules).GetMessage(null));
    }

    private static async Task SaysAsync(string members, string message, int[] places, int at, string rule = "NSDK4003")
    {
        var source = Driver(members);
        var analysis = await Analysis.OfAsync(TestProject.Create(source));
        Assert.Empty(analysis.Compiler);
        var found = analysis.Rules.Where(diagnostic => diagnostic.Id == rule && Lines.Number(diagnostic.Location) == at).ToList();
        Assert.True(found.Count > 0, $"Nothing at line {at}, but {string.Join('\n', analysis.Rules)}");
        Assert.Equal(message, found[0].GetMessage(null));
        Assert.Equal(places, found[0].AdditionalLocations.Select(Lines.Number));
    }

    // Members begin on line 8.
    private static string Driver(string members) => $$"""
        public sealed partial class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _pages = [];
            protected override bool OnInvalidate(in Invalidation invalidation)
            { using (_lock.EnterScope()) { _pages.Clear(); return true; } }

        {{members}}
        }
        """;
}

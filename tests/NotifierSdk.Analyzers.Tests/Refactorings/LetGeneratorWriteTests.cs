using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Refactorings;

/// <summary>A handwritten callback or fault becomes an annotated one where that does the same, and stays with a reason where it does not.</summary>
public class LetGeneratorWriteTests
{
    private const string Title = "Let the generator write this";

    private const string WaitForCommits = """
            protected override void WaitForCommits()
            {
                using (_lock.EnterScope())
                {
                }
            }
        """;

    private const string Filling = """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly SortedSet<ulong> _pages = [];

            public void $$Fault(AddressRange range)
            {
                for (var attempt = 0; attempt < 8; attempt++)
                {
                    var token = ReadBegin(range);
                    var page = range.Start;
                    using (_lock.EnterScope())
                    {
                        if (ReadRetry(token))
                            continue;
                        _pages.Add(page);
                        return;
                    }
                }

                throw new FaultException(FaultStatus.Collided);
            }

            protected override void WaitForCommits()
            {
            }

            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """;

    [Fact]
    public Task A_callback_becomes_an_annotated_method() => VerifyRefactoring.ChangesAsync(
        Title,
        $$"""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly SortedSet<ulong> _pages = [];

        {{WaitForCommits}}

            // Pages go one by one.
            protected override bool $$OnInvalidate(in Invalidation invalidation)
            {
                if (invalidation.IsBlockable)
                    _lock.Enter();
                else if (!_lock.TryEnter())
                    return false;

                try
                {
                    SetSeq(invalidation.Sequence);
                    var range = invalidation.Range;
                    if (_pages.Count == 0)
                        return true;
                    _pages.RemoveWhere(page => { return range.Contains(page); });
                    return true;
                }
                finally
                {
                    _lock.Exit();
                }
            }
        }
        """,
        $$"""
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly SortedSet<ulong> _pages = [];

        {{WaitForCommits}}

            // Pages go one by one.
            [Invalidate]
            private void Drop(in Invalidation invalidation)
            {
                var range = invalidation.Range;
                if (_pages.Count == 0)
                    return;
                _pages.RemoveWhere(page => { return range.Contains(page); });
            }
        }
        """);

    [Fact]
    public Task A_callback_that_takes_the_lock_in_one_line_becomes_an_annotated_method() => VerifyRefactoring.ChangesAsync(
        Title,
        $$"""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly SortedSet<ulong> _pages = [];

        {{WaitForCommits}}

            protected override bool $$OnInvalidate(in Invalidation invalidation)
            {
                if (!_lock.TryEnter(in invalidation, out var scope))
                    return false;

                using (scope)
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }
        }
        """,
        $$"""
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly SortedSet<ulong> _pages = [];

        {{WaitForCommits}}

            [Invalidate]
            private void Drop(in Invalidation invalidation)
            {
                _pages.Clear();
            }
        }
        """);

    [Fact]
    public Task A_loop_becomes_an_annotated_fault_with_its_steps() => VerifyRefactoring.ChangesAsync(
        Title,
        $$"""
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly SortedDictionary<ulong, string> _pages = [];

        {{WaitForCommits}}

            [Invalidate]
            private void Drop() => _pages.Clear();

            /// <summary>Reads a page.</summary>
            public int $$Fault(AddressRange page, Func<ulong, string?> read, CancellationToken cancellationToken = default)
            {
                for (var attempt = 0; attempt < 8; attempt++)
                {
                    var token = ReadBegin(page, cancellationToken);
                    var content = read(page.Start);
                    using (_lock.EnterScope())
                    {
                        if (ReadRetry(token))
                            continue;
                        _pages[page.Start] = content ?? "";
                        return _pages.Count;
                    }
                }

                throw new FaultException(FaultStatus.Collided);
            }
        }
        """,
        $$"""
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly SortedDictionary<ulong, string> _pages = [];

        {{WaitForCommits}}

            [Invalidate]
            private void Drop() => _pages.Clear();

            /// <summary>Reads a page.</summary>
            [Fault(Collect = nameof(CollectFault), Commit = nameof(CommitFault), MaxAttempts = 8)]
            public partial int Fault(AddressRange page, Func<ulong, string?> read, CancellationToken cancellationToken = default);

            private string? CollectFault(AddressRange page, Func<ulong, string?> read) => read(page.Start);

            private int CommitFault(AddressRange page, string? content)
            {
                _pages[page.Start] = content ?? "";
                return _pages.Count;
            }
        }
        """);

    [Theory]
    [InlineData("_lock.Enter();", "_lock.Enter(); _count++;", "it does not take the lock if the invalidation is blockable, and try it if not")]
    [InlineData("SetSeq(invalidation.Sequence);", "_count++; SetSeq(invalidation.Sequence);", "it does not save the sequence first")]
    [InlineData("_count = 0;", "if (_count == 0) return false;", "it refuses under the lock")]
    [InlineData("return true;", "return _count == 0;", "it does not return true at its end")]
    [InlineData("protected override void WaitForCommits", "private void NoWaitForCommits", "the generator would also write WaitForCommits, so that Remove waits for the lock: override it first")]
    [InlineData("private readonly DriverLock _lock", "private DriverLock _lock", "'_lock' is not a readonly DriverLock or Lock of this object")]
    [InlineData("private int _count;", "private int _count; [DriverLock] private readonly Lock _other = new();", "another lock than '_lock' is marked as the driver lock")]
    [InlineData(": IntervalNotifier", ": Base", "a base class has a part in the callback")]
    [InlineData("private int _count;", "private int _count; private new void SetSeq(InvalidationSequence sequence) { }", "it does not save the sequence first")]
    [InlineData("_count = 0;", "Log(); void Log([System.Runtime.CompilerServices.CallerMemberName] string from = \"\") { }", "it calls what is told its name")]
    [InlineData("_lock.", "new Mirror()._lock.", "'new Mirror()._lock' is not a readonly DriverLock or Lock of this object")]
    [InlineData("SetSeq(invalidation.Sequence);", "SetSeq(invalidation.Sequence); // first", "'// first' would be lost")]
    [InlineData("return true;", "return true; /* done */", "'/* done */' would be lost")]
    [InlineData("_count = 0;", "if (_count == 0) return /* nothing */ true;", "'/* nothing */' would be lost")]
    [InlineData("return true;", "\n#if DEBUG\n_count = 1;\n#endif\nreturn true;", "it contains directives")]
    [InlineData("protected override bool", "[Obsolete] protected override bool", "it has attributes, which the generated callback would not have")]
    [InlineData("protected override bool", "protected sealed override bool", "it is more than a protected override")]
    [InlineData("protected override bool", "protected unsafe override bool", "it is more than a protected override")]
    [InlineData("public sealed class", "file sealed class", "'Mirror' is local to its file, where the generator cannot add to it")]
    public async Task A_callback_that_does_something_else_stays_and_is_told_why(string text, string replacement, string reason)
    {
        const string Source = """
            public abstract class Base : global::NotifierSdk.IntervalNotifier;

            public sealed class Mirror : IntervalNotifier
            {
                private readonly DriverLock _lock = new();
                private int _count;

                protected override void WaitForCommits()
                {
                }

                protected override bool $$OnInvalidate(in Invalidation invalidation)
                {
                    if (invalidation.IsBlockable) { _lock.Enter(); } else if (!_lock.TryEnter()) { return false; }
                    try
                    {
                        SetSeq(invalidation.Sequence);
                        _count = 0;
                        return true;
                    }
                    finally
                    {
                        _lock.Exit();
                    }
                }
            }
            """;
        Assert.Contains(Title, await VerifyRefactoring.TitlesAsync(Source));
        Assert.Contains(text, Source, StringComparison.Ordinal);
        Assert.Contains($"{Title}: not here, because {reason}", await VerifyRefactoring.TitlesAsync(Source.Replace(text, replacement, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("public void", "public bool", "ReadBegin throws if the notifier is removed, and a generated fault of this type returns that as a status")]
    [InlineData("for (var attempt = 0; attempt < 8; attempt++)", "while (true)", "its loop has no bound, and a generated fault gives up")]
    [InlineData("throw new FaultException(FaultStatus.Collided);", "throw new FaultException(FaultStatus.TimedOut);", "it does not end with a FaultException of the status Collided")]
    [InlineData("throw new FaultException(FaultStatus.Collided);", "", "its body is more than a loop that counts its attempts, and what it throws when they are used up")]
    [InlineData("var page = range.Start;", "var page = CheckRetry(token) ? 0 : range.Start;", "it uses the token for more than the check")]
    [InlineData("var page = range.Start;", "ulong page = 1, other = 2;", "it collects more than one value")]
    [InlineData("ReadBegin(range)", "ReadBegin()", "it does not begin the read section for its range, and with its cancellation token if it has one")]
    [InlineData("if (ReadRetry(token))", "_pages.Clear(); if (ReadRetry(token))", "what it does first under the lock is not: start over if something collided")]
    [InlineData("_pages.Add(page);", "if (page == 0) continue;", "its commit does not run to its end")]
    [InlineData("AddressRange range)", "AddressRange range, dynamic name)", "a parameter is dynamic")]
    [InlineData("var page = range.Start;", "dynamic page = range.Start;", "what it collects cannot be handed from one step to the next")]
    [InlineData("_pages = [];", "_pages = []; private new bool ReadRetry(ReadToken token) => false;", "what it does first under the lock is not: start over if something collided")]
    [InlineData("_pages = [];", "_pages = []; private new ReadToken ReadBegin(AddressRange range) => default;", "it does not begin the read section for its range, and with its cancellation token if it has one")]
    [InlineData("_pages.Add(page);", "Log(); void Log([System.Runtime.CompilerServices.CallerMemberName] string from = \"\") { }", "it calls what is told its name")]
    [InlineData("public void", "public FaultOutcome", "ReadBegin throws if the notifier is removed, and a generated fault of this type returns that as a status")]
    [InlineData("public void", "public Task", "the generated fault would be asynchronous")]
    [InlineData("public void", "public ValueTask<FaultOutcome>", "the generated fault would be asynchronous")]
    [InlineData("public void", "public ref ulong", "only an ordinary method of the object can be generated")]
    [InlineData("public void", "public unsafe void", "only an ordinary method of the object can be generated")]
    [InlineData("public void", "public new void", "only an ordinary method of the object can be generated")]
    [InlineData("public void", "public extern void", "only an ordinary method of the object can be generated")]
    [InlineData("public void $$Fault", "void IFaults.$$Fault", "only an ordinary method of the object can be generated")]
    [InlineData("public void", "[Obsolete] public void", "it has attributes, which its steps would not have")]
    [InlineData("AddressRange range)", "AddressRange range, [DisallowNull] string? name)", "it has attributes, which its steps would not have")]
    [InlineData("public sealed class", "file sealed class", "'Mirror' is local to its file, where the generator cannot add to it")]
    [InlineData("public sealed class Mirror", "file static class Drivers { public sealed class Mirror", "'Drivers' is local to its file, where the generator cannot add to it")]
    [InlineData("(var attempt = 0; attempt < 8", "(byte attempt = 0; attempt < 300", "its body is more than a loop that counts its attempts, and what it throws when they are used up")]
    [InlineData("attempt++", "_calls++", "its body is more than a loop that counts its attempts, and what it throws when they are used up")]
    [InlineData("attempt < 8", "_calls < 8", "its body is more than a loop that counts its attempts, and what it throws when they are used up")]
    [InlineData("FaultStatus.Collided", "FaultStatus.Collided, new TimeoutException()", "what it throws says more than the status")]
    [InlineData("_lock.EnterScope", "new Mirror()._lock.EnterScope", "'new Mirror()._lock' is not a readonly DriverLock or Lock of this object")]
    [InlineData("var page", "using var page", "what it collects is no plain local variable")]
    [InlineData("var page", "scoped var page", "what it collects is no plain local variable")]
    [InlineData("var page = range.Start;", "const ulong page = 1;", "what it collects is no plain local variable")]
    [InlineData("var page = range.Start;", "ref var page = ref _page;", "what it collects is no plain local variable")]
    [InlineData("var page = range.Start;", "ulong[] page = { 1 };", "what it collects is no plain local variable")]
    [InlineData("var page = range.Start;", "Span<ulong> page = stackalloc ulong[1];", "what it collects cannot be handed from one step to the next")]
    [InlineData("var page = range.Start;", "var page = new { range.Start };", "what it collects cannot be handed from one step to the next")]
    [InlineData("var page = range.Start;", "var page = new[] { new { range.Start } };", "what it collects cannot be handed from one step to the next")]
    [InlineData("var page = range.Start;", "var page = (ref int x) => x;", "what it collects cannot be handed from one step to the next")]
    [InlineData("var page = range.Start;", "var page = CancellationToken.None;", "what it collects cannot be handed from one step to the next")]
    [InlineData("var page = range.Start;", "var page = Task.FromResult(1ul);", "what it collects cannot be handed from one step to the next")]
    [InlineData("var page = range.Start;", "var isPage = ulong.TryParse(\"1\", out var page);", "its commit uses what its collecting declares beside the local variable")]
    [InlineData("var page = range.Start;", "var page = (range = default).Start;", "it assigns a parameter")]
    [InlineData("_pages.Add(page);", "range = default;", "it assigns a parameter")]
    [InlineData("var page = range.Start;", "var page = range.Start; // pinned", "'// pinned' would be lost")]
    [InlineData("return;", "return; // done", "'// done' would be lost")]
    [InlineData("throw", "/* too hot */ throw", "'/* too hot */' would be lost")]
    [InlineData("FaultStatus.Collided);\n    }", "FaultStatus.Collided);\n    } // end of Fault", "'// end of Fault' would be lost")]
    [InlineData("_pages.Add(page);", "_pages.Add(page);\n#if DEBUG\n_pages.Clear();\n#endif\n", "it contains directives")]
    public async Task A_loop_that_does_something_else_stays_and_is_told_why(string text, string replacement, string reason)
    {
        Assert.Contains(Title, await VerifyRefactoring.TitlesAsync(Filling));
        Assert.Contains(text, Filling, StringComparison.Ordinal);
        Assert.Contains($"{Title}: not here, because {reason}", await VerifyRefactoring.TitlesAsync(Filling.Replace(text, replacement, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("AddressRange range)", "AddressRange range, List<ulong>.Enumerator pages)")]
    [InlineData("_pages.Add(page);", "_pages.Add(page); Action drop = () => _pages.Remove(page); drop();")]
    [InlineData("_pages.Add(page);", "checked { _pages.Add(page + 1); }")]
    [InlineData("public void", "protected internal void")]
    [InlineData("protected override void WaitForCommits", "private void CommitFault() { } private void CollectFault() { } protected override void WaitForCommits")]
    public async Task A_loop_that_does_the_same_in_other_words_is_offered(string text, string replacement)
    {
        Assert.Contains(text, Filling, StringComparison.Ordinal);
        Assert.Contains(Title, await VerifyRefactoring.TitlesAsync(Filling.Replace(text, replacement, StringComparison.Ordinal)));
    }


    [Fact]
    public async Task A_loop_whose_steps_the_compiler_would_warn_of_stays_and_is_told_why()
    {
        var source = Driver(
            """
                public int $$Fault(AddressRange page, string? text)
                {
                    for (var attempt = 0; attempt < 64; attempt++)
                    {
                        var token = ReadBegin(page);
                        var length = (text ?? throw new ArgumentNullException(nameof(text))).Length;
                        using (_lock.EnterScope())
                        {
                            if (ReadRetry(token))
                                continue;
                            _pages[page.Start] = text;
                            return length;
                        }
                    }

                    throw new FaultException(FaultStatus.Collided);
                }
            """);
        Assert.Contains($"{Title}: not here, because the compiler would report CS8601", await VerifyRefactoring.TitlesAsync(source));
    }

    [Fact]
    public async Task A_loop_whose_steps_a_rule_of_shape_would_report_stays_and_is_told_why() => Assert.Contains(
        $"{Title}: not here, because the rule NSDK1007 would report it",
        await VerifyRefactoring.TitlesAsync(Driver(Loop("public Span<int> $$Fault(AddressRange page, scoped Span<int> data)", null, "return data.IsEmpty ? default : new int[1];"))));

    [Theory]
    [InlineData("var", "string")]
    [InlineData("string?", "string")]
    [InlineData("object", "object")]
    public Task What_is_collected_is_null_only_where_its_value_may_be(string declared, string handed) => VerifyRefactoring.ChangesAsync(
        Title,
        Driver(Loop("public int $$Fault(AddressRange page)", $"{declared} text = page.ToString();", "return _pages.Count + text.GetHashCode();")),
        Driver(
            $$"""
                [Fault(Collect = nameof(CollectFault), Commit = nameof(CommitFault))]
                public partial int Fault(AddressRange page);

                private {{handed}} CollectFault(AddressRange page) => page.ToString();

                private int CommitFault({{handed}} text)
                {
                    return _pages.Count + text.GetHashCode();
                }
            """));

    [Fact]
    public Task A_fault_without_accessibility_is_private_and_names_that_are_keywords_stay_escaped() => VerifyRefactoring.ChangesAsync(
        Title,
        Driver(Loop("int $$Fault(AddressRange page, string @event = \"\", params string[] @params)", "var @class = @event + @params.Length;", "return _pages.Count + @class.Length + @event.Length;")),
        Driver(
            """
                [Fault(Collect = nameof(CollectFault), Commit = nameof(CommitFault))]
                private partial int Fault(AddressRange page, string @event = "", params string[] @params);

                private string CollectFault(string @event, string[] @params) => @event + @params.Length;

                private int CommitFault(string @event, string @class)
                {
                    return _pages.Count + @class.Length + @event.Length;
                }
            """));

    [Fact]
    public Task A_bound_keeps_its_name_and_the_range_its_escape() => VerifyRefactoring.ChangesAsync(
        Title,
        Driver(Loop("internal int $$Fault(AddressRange @lock)", null, "return (int)@lock.Start;").Replace("64", "Limit", StringComparison.Ordinal).Replace("(page)", "(@lock)", StringComparison.Ordinal)),
        Driver(
            """
                [Fault(Commit = nameof(CommitFault), MaxAttempts = Limit)]
                internal partial int Fault(AddressRange @lock);

                private int CommitFault(AddressRange @lock)
                {
                    return (int)@lock.Start;
                }
            """));

    [Fact]
    public Task Steps_have_names_that_no_type_around_or_below_has() => VerifyRefactoring.ChangesAsync(
        Title,
        Among(Driver(Loop("public int $$Fault(AddressRange page)", "var count = 1;", "return count;"))),
        Among(Driver(
            """
                [Fault(Collect = nameof(CollectFault2), Commit = nameof(CommitFault2))]
                public partial int Fault(AddressRange page);

                private int CollectFault2() => 1;

                private int CommitFault2(int count)
                {
                    return count;
                }
            """)));

    [Fact]
    public Task A_callback_is_not_named_as_its_type_and_keeps_its_documentation() => VerifyRefactoring.ChangesAsync(
        Title,
        $$"""
        public sealed class Drop : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private int _count;

        {{WaitForCommits}}

            /// <summary>Counts what is dropped.</summary>
            protected override bool $$OnInvalidate(in Invalidation @event)
            {
                if (!_lock.TryEnter(in @event, out var scope))
                    return false;

                using (scope)
                {
                    SetSeq(@event.Sequence);
                    // One more.
                    _count += (int)@event.Range.Start;
                }

                return true;
            }
        }
        """,
        $$"""
        public sealed partial class Drop : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private int _count;

        {{WaitForCommits}}

            /// <summary>Counts what is dropped.</summary>
            [Invalidate]
            private void Drop2(in Invalidation @event)
            {
                // One more.
                _count += (int)@event.Range.Start;
            }
        }
        """);

    private static string Among(string driver) => $$"""
        public abstract class Base : IntervalNotifier
        {
            protected static int CollectFault() => 0;
        }

        public static partial class Drivers
        {
            public static int CommitFault(int count) => count;

            {{driver.Replace(": IntervalNotifier", ": Base", StringComparison.Ordinal).Replace("\n", "\n    ", StringComparison.Ordinal).Replace("\n    \n", "\n\n", StringComparison.Ordinal)}}
        }
        """;

    private static string Driver(string fault) => $$"""
        public sealed partial class Mirror : IntervalNotifier
        {
            private const int Limit = 9;
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly SortedDictionary<ulong, string> _pages = [];

        {{WaitForCommits}}

            [Invalidate]
            private void Drop() => _pages.Clear();

        {{fault}}
        }
        """;

    private static string Loop(string head, string? collect, string commit) => $$"""
            {{head}}
            {
                for (var attempt = 0; attempt < 64; attempt++)
                {
                    var token = ReadBegin(page);
                    {{collect}}
                    using (_lock.EnterScope())
                    {
                        if (ReadRetry(token))
                            continue;
                        {{commit}}
                    }
                }

                throw new FaultException(FaultStatus.Collided);
            }
        """;
}

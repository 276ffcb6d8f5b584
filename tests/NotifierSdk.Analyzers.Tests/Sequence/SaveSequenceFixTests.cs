using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class SaveSequenceFixTests
{
    private const string Rule = "NSDK2001";

    [Fact]
    public Task It_saves_first_under_the_lock_and_drops_the_later_call() => ChangesAsync(
        """
        using (_gate.EnterScope())
        {
            // Nothing to drop.
            if (_pages.Count == 0)
                [|return true;|]
            SetSeq(invalidation.Sequence);
            _pages.Clear();
            return true;
        }
        """,
        """
        using (_gate.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            // Nothing to drop.
            if (_pages.Count == 0)
                return true;
            _pages.Clear();
            return true;
        }
        """);

    [Fact]
    public Task It_goes_behind_a_using_declaration() => ChangesAsync(
        """
        using var scope = _gate.EnterScope();
        _pages.Clear();
        [|return true;|]
        """,
        """
        using var scope = _gate.EnterScope();
        SetSeq(invalidation.Sequence);
        _pages.Clear();
        return true;
        """);

    [Fact]
    public Task It_goes_into_the_try_behind_a_lock_that_is_tried() => ChangesAsync(
        """
        if (invalidation.IsBlockable)
            _gate.Enter();
        else if (!_gate.TryEnter())
            return false;
        try
        {
            _pages.Clear();
            [|return true;|]
        }
        finally
        {
            _gate.Exit();
        }
        """,
        """
        if (invalidation.IsBlockable)
            _gate.Enter();
        else if (!_gate.TryEnter())
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
            return true;
        }
        finally
        {
            _gate.Exit();
        }
        """);

    [Fact]
    public Task It_makes_a_block_of_a_single_statement() => ChangesAsync(
        """
        using (_gate.EnterScope())
            _pages.Clear();
        [|return true;|]
        """,
        """
        using (_gate.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }
        return true;
        """);

    [Fact]
    public Task What_decided_before_the_lock_does_not_matter() => ChangesAsync(
        """
        if (_pages.Count == 0)
            {|NSDK2002:SetSeq(invalidation.Sequence)|};
        using (_gate.EnterScope())
        {
            _pages.Clear();
            [|return true;|]
        }
        """,
        """
        if (_pages.Count == 0)
            {|NSDK2002:SetSeq(invalidation.Sequence)|};
        using (_gate.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
            return true;
        }
        """);

    [Theory]
    [InlineData("")]
    [InlineData("[DriverLock] ")]
    public Task It_passes_over_a_lock_that_is_not_the_driver_s(string mark) => ChangesAsync(
        """
        lock (_stats)
            Drops++;
        using (_gate.EnterScope())
            _pages.Clear();
        lock (_stats)
            Drops++;
        [|return true;|]
        """,
        """
        lock (_stats)
            Drops++;
        using (_gate.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }
        lock (_stats)
            Drops++;
        return true;
        """,
        mark);

    [Theory]
    [InlineData("_pages.Clear(); [|return true;|]")]
    [InlineData("if (_pages.Count == 0) [|return true;|] using (_gate.EnterScope()) SetSeq(invalidation.Sequence); return true;")]
    [InlineData("if (_pages.Count == 0) { using (_gate.EnterScope()) _pages.Clear(); [|return true;|] } using (_gate.EnterScope()) SetSeq(invalidation.Sequence); return true;")]
    [InlineData("using (_gate.EnterScope()) { if (invalidation.Owner == this) return true; _pages.Clear(); [|return true;|] }")]
    public Task Where_no_lock_covers_every_accepting_path_or_own_changes_are_told_apart_nothing_is_offered(string callback) =>
        VerifyFix.OffersNothingAsync(Rule, Driver(callback));

    [Fact]
    public Task Under_another_lock_alone_nothing_is_offered() =>
        VerifyFix.OffersNothingAsync(Rule, Driver("lock (_stats) Drops++; [|return true;|]", "[DriverLock] "));

    private static Task ChangesAsync(string before, string after, string mark = "") => VerifyFix.ChangesAsync(Rule, Driver(before, mark), Driver(after, mark));

    private static string Driver(string callback, string mark = "") => $$"""
        sealed class Umem : IntervalNotifier
        {
            private readonly object _stats = new();
            {{mark}}private readonly DriverLock _gate = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public int Drops { get; private set; }

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_gate.EnterScope())
                    return !ReadRetry(token) && _pages.TryAdd(address, address);
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                {{callback.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
        }
        """;
}

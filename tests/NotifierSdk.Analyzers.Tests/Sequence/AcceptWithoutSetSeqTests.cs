using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class AcceptWithoutSetSeqTests() : RuleTests("NSDK2001")
{
    protected override string Broken => Driver("""
        using (_gate.EnterScope())
        {
            if (_pages.Count == 0)
                [|return true;|]
            SetSeq(invalidation.Sequence);
            _pages.Clear();
            return true;
        }
        """);

    protected override string Correct => Driver("""
        using (_gate.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            if (_pages.Count == 0)
                return true;
            _pages.Clear();
            return true;
        }
        """);

    protected override string HalfTyped => Driver("""
        using (_gate.EnterScope())
        {
            if (_pages.
                [|return true;|]
            SetSeq(invalidation.Sequence);
            _pages.Clear()
            return missing;
        """);

    /// <summary>A driver with a read section whose callback has this body.</summary>
    private static string Driver(string callback, string more = "") => $$"""
        sealed class Umem : IntervalNotifier
        {
            private readonly DriverLock _gate = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_gate.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _pages[address] = address;
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using var held = _gate.EnterScope();
                {{callback}}
            }

            {{more}}
        }
        """;

    [Theory]
    [InlineData("_pages.Clear(); [|return true;|]")]
    [InlineData("lock (_pages) { _pages.Clear(); [|return true;|] }")]
    [InlineData("if (!_gate.TryEnter()) return false; try { _pages.Clear(); [|return true;|] } finally { _gate.Exit(); }")]
    [InlineData("if (_pages.Remove(invalidation.Range.Start)) SetSeq(invalidation.Sequence); [|return true;|]")]
    [InlineData("var isEmpty = _pages.Count == 0; if (!isEmpty) SetSeq(invalidation.Sequence); [|return isEmpty;|]")]
    [InlineData("try { _pages.Clear(); SetSeq(invalidation.Sequence); } catch (Exception) { } [|return true;|]")]
    [InlineData("foreach (var page in _pages) { SetSeq(invalidation.Sequence); } [|return true;|]")]
    [InlineData("switch (_pages.Count) { case 0: [|return true;|] default: SetSeq(invalidation.Sequence); return true; }")]
    [InlineData("if (invalidation.Owner == this) return true; _pages.Clear(); [|return true;|]")]
    [InlineData("if (invalidation.Event == InvalidationEvent.Release) return true; _pages.Clear(); [|return true;|]")]
    [InlineData("if (invalidation.Event == InvalidationEvent.Unmap) [|return true;|] SetSeq(invalidation.Sequence); return true;")]
    [InlineData("if (!invalidation.IsBlockable) return false; [|return true;|]")]
    [InlineData("[|return _pages.Remove(invalidation.Range.Start);|]")]
    public Task It_sees_each_way_around_SetSeq(string callback) => VerifyAsync(Driver(callback));

    [Theory]
    [InlineData("SetSeq(invalidation.Sequence); return true;")]
    [InlineData("lock (_pages) { SetSeq(invalidation.Sequence); } return true;")]
    [InlineData("if (!_gate.TryEnter()) return false; try { SetSeq(invalidation.Sequence); return true; } finally { _gate.Exit(); }")]
    [InlineData("var isFree = _gate.TryEnter(); if (isFree) { SetSeq(invalidation.Sequence); _gate.Exit(); } return isFree;")]
    [InlineData("var isSaved = false; if (_pages.Count > 0) { SetSeq(invalidation.Sequence); isSaved = true; } return isSaved;")]
    [InlineData("var isSaved = false; if (_pages.Count > 0) { SetSeq(invalidation.Sequence); isSaved = true; } if (!isSaved) {|NSDK3004:return false;|} return true;")]
    [InlineData("return _gate.TryEnter() && Save(invalidation.Sequence);")]
    [InlineData("try { _pages.Clear(); } finally { SetSeq(invalidation.Sequence); } return true;")]
    [InlineData("var sequence = invalidation.Sequence; Run(() => SetSeq(sequence)); return true;")]
    [InlineData("{|NSDK3005:throw new NotSupportedException();|}")]
    [InlineData("while (!_gate.TryEnter()) { } SetSeq(invalidation.Sequence); _gate.Exit(); return true;")]
    [InlineData("{|NSDK3004:return false;|}")]
    public Task It_is_silent_where_every_accepting_path_saves(string callback) => VerifyAsync(Driver(callback, """
        private bool Save(InvalidationSequence sequence) { SetSeq(sequence); _gate.Exit(); return true; }
        private static void Run(Action action) => action();
        """));

    [Theory]
    [InlineData("invalidation.Owner == this")]
    [InlineData("ReferenceEquals(invalidation.Owner, Owner)")]
    [InlineData("invalidation.Owner is Umem")]
    [InlineData("invalidation.Owner is not null && invalidation.Owner == Owner")]
    [InlineData("Owner is { } own && ReferenceEquals(own, invalidation.Owner)")]
    [InlineData("invalidation.Owner?.Equals(this) == true")]
    [InlineData("IsOwn(invalidation.Owner)")]
    [InlineData("IsMine(in invalidation)")]
    [InlineData("invalidation.Event == InvalidationEvent.Release")]
    [InlineData("invalidation.Event != InvalidationEvent.Unmap")]
    [InlineData("invalidation.Event == InvalidationEvent.Write")]
    [InlineData("invalidation.Event is InvalidationEvent.SoftDirty or InvalidationEvent.ProtectionPage")]
    [InlineData("invalidation.Event is not (InvalidationEvent.Unmap or InvalidationEvent.Clear)")]
    [InlineData("invalidation is { Event: InvalidationEvent.Migrate, Owner: not null }")]
    [InlineData("invalidation.Event is InvalidationEvent.Migrate && invalidation.Owner == Owner")]
    [InlineData("!invalidation.Range.Overlaps(Range)")]
    [InlineData("invalidation.Range.Intersect(Range) is not { } part")]
    [InlineData("Space is { } space && space.IsReleased")]
    public Task A_change_that_need_not_be_followed_may_be_accepted_at_once(string isNotToFollow) => VerifyAsync(Driver(
        $$"""
        if ({{isNotToFollow}})
            return true;
        using (_gate.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }
        return true;
        """,
        """
        private bool IsOwn(object? owner) => ReferenceEquals(owner, this);
        private bool IsMine(in Invalidation invalidation) => invalidation.Owner == Owner;
        """));

    [Fact]
    public Task A_switch_over_the_event_excuses_the_arms_that_are_not_unmap() => VerifyAsync(Driver(
        """
        switch (invalidation.Event)
        {
            case InvalidationEvent.Unmap:
            case InvalidationEvent.Clear:
                SetSeq(invalidation.Sequence);
                return true;
            case InvalidationEvent.Release:
                return true;
            default:
                return invalidation.Event switch { InvalidationEvent.Migrate => false, _ => true };
        }
        """));

    [Fact]
    public Task A_local_that_holds_the_test_stands_for_it() => VerifyAsync(Driver(
        """
        var isOwn = invalidation.Owner is not null && invalidation.Owner == Owner;
        var what = invalidation.Event;
        if (isOwn || what == InvalidationEvent.SoftDirty)
            return true;
        SetSeq(invalidation.Sequence);
        return true;
        """));

    [Fact]
    public Task Helpers_are_followed_and_their_results_are_believed() => VerifyAsync(Driver(
        """
        if (!TryLock(invalidation.IsBlockable))
            return false;
        try
        {
            return Drop(in invalidation);
        }
        finally
        {
            _gate.Exit();
        }
        """,
        """
        private bool TryLock(bool mayWait)
        {
            if (!mayWait)
                return _gate.TryEnter();
            _gate.Enter();
            return true;
        }

        private bool Drop(in Invalidation invalidation)
        {
            Save(invalidation);
            _pages.Clear();
            return true;

            void Save(Invalidation saved) => SetSeq(saved.Sequence);
        }
        """));

    [Fact]
    public Task A_helper_that_saves_on_one_path_only_does_not_save() => VerifyAsync(Driver(
        """
        Drop(invalidation);
        [|return true;|]
        """,
        """
        private void Drop(in Invalidation invalidation)
        {
            if (_pages.Count == 0)
                return;
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }
        """));

    [Fact]
    public Task A_recursive_helper_ends() => VerifyAsync(Driver(
        """
        Drop(invalidation, 3);
        [|return true;|]
        """,
        """
        private void Drop(in Invalidation invalidation, int depth)
        {
            if (depth > 0)
                Drop(invalidation, depth - 1);
            else if (_pages.Count > 0)
                SetSeq(invalidation.Sequence);
        }
        """));

    [Fact]
    public Task All_paths_of_one_callback_are_one_diagnostic_that_names_their_lines() => VerifyAsync(Driver(
        """
        if (_pages.Count == 0)
            [|return true;|]
        _pages.Clear();
        return true;
        """));

    [Fact]
    public Task A_driver_without_read_sections_need_not_save() => VerifyAsync("""
        sealed class PinnedMirror : IntervalNotifier
        {
            private readonly object _gate = new();

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                lock (_gate) { }
                return true;
            }
        }
        """);

    [Fact]
    public Task Only_the_start_half_has_to_save() => VerifyAsync("""
        sealed class TwoPasses : IntervalNotifier
        {
            private readonly DriverLock _gate = new();

            public ReadToken Begin() => ReadBegin();

            protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
            {
                finish = default;
                using (_gate.EnterScope())
                    SetSeq(invalidation.Sequence);
                return true;
            }

            protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish) { }
        }

        sealed class Broken : IntervalNotifier
        {
            public ReadToken Begin() => ReadBegin();

            protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
            {
                finish = new FinishState(this);
                [|return true;|]
            }

            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """);

    [Fact]
    public Task A_nested_notifier_is_judged_with_the_type_around_it() => VerifyAsync("""
        class Device
        {
            private readonly DriverLock _gate = new();
            private readonly Region _region;

            public Device() => _region = new Region(this);

            public ReadToken Begin() => _region.ReadBegin();

            private bool Unmap(Region region, in Invalidation invalidation)
            {
                using (_gate.EnterScope())
                    region.Save(invalidation.Sequence);
                return true;
            }

            private sealed class Region(Device device) : IntervalNotifier
            {
                public void Save(InvalidationSequence sequence) => SetSeq(sequence);

                protected override bool OnInvalidate(in Invalidation invalidation) => device.Unmap(this, in invalidation);
            }

            private sealed class Forgetful : IntervalNotifier
            {
                protected override bool OnInvalidate(in Invalidation invalidation) => [|true|];

                public ReadToken Begin() => ReadBegin();
            }

            private sealed class Unread : IntervalNotifier
            {
                protected override bool OnInvalidate(in Invalidation invalidation) => true;
            }
        }
        """);

    [Fact]
    public Task What_a_base_class_does_with_the_invalidation_is_its_own_business() => VerifyAsync("""
        abstract class Locked : IntervalNotifier
        {
            private readonly DriverLock _gate = new();

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_gate.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    return Drop(in invalidation);
                }
            }

            protected bool Accept(in Invalidation invalidation)
            {
                SetSeq(invalidation.Sequence);
                return true;
            }

            protected abstract bool Drop(in Invalidation invalidation);

            public ReadToken Begin() => ReadBegin();
        }

        sealed class Calling : Locked
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => base.OnInvalidate(in invalidation);

            protected override bool Drop(in Invalidation invalidation) => true;

            public ReadToken BeginAgain() => ReadBegin();
        }

        sealed class Helped : Locked
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => Accept(in invalidation);

            protected override bool Drop(in Invalidation invalidation) => true;

            public ReadToken BeginAgain() => ReadBegin();
        }
        """);
}

using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class SetSeqOfAnotherTests() : RuleTests("NSDK2003")
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
                using (_lock.EnterScope())
                {
                    SetSeq([|default|]);
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
                    SetSeq([|default|]);
                    _pages.Clear();
                }

                return true;
            }

            void Half(Missing x) => _lock.
        """;

    [Fact]
    public Task The_fix_passes_the_sequence_of_the_invalidation_at_hand() => VerifyFixAsync(
        """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private Invalidation _last;
            private InvalidationSequence _first;

            protected override bool OnInvalidateStart(in Invalidation change, out FinishState finish)
            {
                finish = default;
                using (_lock.EnterScope())
                {
                    if (change.Event == InvalidationEvent.Unmap)
                        SetSeq(/* at once */ [|new InvalidationSequence()|]); // of this one
                    else if (change.IsBlockable)
                        SetSeq([|sequence: default|]);
                    else
                        SetSeq([|_last.Sequence|]);
                    Save(change);
                }

                return true;
            }

            [RequiresLock(nameof(_lock))]
            private void Save(Invalidation change) => SetSeq([|_first|]);
        }
        """,
        """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private Invalidation _last;
            private InvalidationSequence _first;

            protected override bool OnInvalidateStart(in Invalidation change, out FinishState finish)
            {
                finish = default;
                using (_lock.EnterScope())
                {
                    if (change.Event == InvalidationEvent.Unmap)
                        SetSeq(/* at once */ change.Sequence); // of this one
                    else if (change.IsBlockable)
                        SetSeq(sequence: change.Sequence);
                    else
                        SetSeq(change.Sequence);
                    Save(change);
                }

                return true;
            }

            [RequiresLock(nameof(_lock))]
            private void Save(Invalidation change) => SetSeq(change.Sequence);
        }
        """);

    [Theory]
    [InlineData("")]
    [InlineData("Invalidation former, Invalidation latter")]
    public Task Where_it_cannot_be_told_which_is_at_hand_nothing_is_offered(string parameters) => VerifyNoFixAsync($$"""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();

            protected override bool OnInvalidate(in Invalidation invalidation) => true;

            [RequiresLock(nameof(_lock))]
            private void Save({{parameters}}) => SetSeq([|default|]);
        }
        """);
}

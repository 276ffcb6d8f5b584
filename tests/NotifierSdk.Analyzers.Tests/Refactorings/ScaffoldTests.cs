using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Refactorings;

/// <summary>The refactorings that add the parts of a driver.</summary>
public class ScaffoldTests
{
    [Fact]
    public Task Any_class_can_be_made_an_annotated_driver() => VerifyRefactoring.ChangesAsync(
        "Make this an annotated driver",
        """
        namespace Drivers;

        class Engine
        {
            /// <summary>Mirrors pages.</summary>
            internal sealed class $$Mirror(int device) : IDisposable // of one engine
            {
                private readonly SortedSet<ulong> _pages = [];

                public int Device => device;

                public void Dispose() => _pages.Clear();
            }
        }
        """,
        """
        namespace Drivers;

        partial class Engine
        {
            /// <summary>Mirrors pages.</summary>
            internal sealed partial class Mirror(int device) : IntervalNotifier, IDisposable // of one engine
            {
                [DriverLock] private readonly DriverLock _lock = new();

                private readonly SortedSet<ulong> _pages = [];

                public int Device => device;

                public void Dispose() => _pages.Clear();

                [Fault(Collect = nameof(TryCollect), Commit = nameof(Commit), Discard = nameof(Discard))]
                public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

                // Reads the mapping. Runs without the lock, so it may take long. False: nothing is mapped there.
                private bool TryCollect(AddressRange range, CancellationToken cancellationToken, out object collected) => throw new NotImplementedException();

                // Fills the shadow. Runs under the lock, and only if nothing changed since the collecting began.
                private void Commit(AddressRange range, object collected) => throw new NotImplementedException();

                // Undoes what the collecting acquired. Runs without the lock, whenever it was not committed.
                private void Discard(object collected) => throw new NotImplementedException();

                // Runs under the lock, after the sequence was saved.
                [Invalidate]
                private void Drop(AddressRange range)
                {
                    // Drop what the shadow holds of the range.
                }
            }
        }
        """);

    [Fact]
    public Task A_notifier_gets_an_annotated_callback_that_takes_the_lock_it_has() => VerifyRefactoring.ChangesAsync(
        "Add an annotated callback",
        """
        public class $$Mirror : IntervalNotifier
        {
            private readonly DriverLock _gate = new("mirror");

            public void Drop()
            {
            }
        }
        """,
        """
        public partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _gate = new("mirror");

            public void Drop()
            {
            }

            // Runs under the lock, after the sequence was saved.
            [Invalidate]
            private void Drop2(AddressRange range)
            {
                // Drop what the shadow holds of the range.
            }
        }
        """);

    [Fact]
    public Task A_driver_gets_another_fault_with_its_steps_and_nothing_that_it_has() => VerifyRefactoring.ChangesAsync(
        "Add a fault",
        """
        public partial class $$Mirror : IntervalNotifier
        {
            [DriverLock] private readonly Lock _lock = new();

            [Invalidate]
            private void Drop()
            {
            }

            [Fault(Commit = nameof(Commit))]
            public partial bool Fault(AddressRange range);

            private void Commit()
            {
            }
        }
        """,
        """
        public partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly Lock _lock = new();

            [Invalidate]
            private void Drop()
            {
            }

            [Fault(Commit = nameof(Commit))]
            public partial bool Fault(AddressRange range);

            private void Commit()
            {
            }

            [Fault(Collect = nameof(TryCollect), Commit = nameof(Commit2), Discard = nameof(Discard))]
            public partial FaultStatus Fault2(AddressRange range, CancellationToken cancellationToken = default);

            // Reads the mapping. Runs without the lock, so it may take long. False: nothing is mapped there.
            private bool TryCollect(AddressRange range, CancellationToken cancellationToken, out object collected) => throw new NotImplementedException();

            // Fills the shadow. Runs under the lock, and only if nothing changed since the collecting began.
            private void Commit2(AddressRange range, object collected) => throw new NotImplementedException();

            // Undoes what the collecting acquired. Runs without the lock, whenever it was not committed.
            private void Discard(object collected) => throw new NotImplementedException();
        }
        """);

    [Theory]
    [InlineData("class $$C { }", "Make this an annotated driver")]
    [InlineData("class $$C : IntervalNotifier { }", "Add an annotated callback", "Add a fault")]
    [InlineData("class $$C : IntervalNotifier { protected override bool OnInvalidate(in Invalidation invalidation) => true; }", "Add a fault")]
    [InlineData("class $$C : Exception { }")]
    [InlineData("static class $$C { }")]
    [InlineData("record $$C { }")]
    [InlineData("class C { int $$Field; }")]
    [InlineData("class $$C : IntervalNotifier;")]
    public async Task Only_what_fits_a_class_is_offered(string source, params string[] titles) =>
        Assert.Equal(titles.Order(StringComparer.Ordinal), (await VerifyRefactoring.TitlesAsync(source)).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Nothing_crashes_at_any_place_of_half_typed_code()
    {
        const string Source = """
            class Mirror : IntervalNotifier
            {
                private readonly DriverLock _lock = new();

                public void Fault(AddressRange range)
                {
                    for (var attempt = 0; attempt < 8; attempt++)
                    {
                        var token = ReadBegin(range);
                        using (_lock.EnterScope())
                        {
                            if (ReadRetry(token)) continue;
                            return;
                        }
                    }
                    throw new FaultException(FaultStatus.Collided);
                }

                protected override bool OnInvalidate(in Invalidation invalidation)
                {
                    if (invalidation.IsBlockable) _lock.Enter(); else if (!_lock.TryEnter()) return false;
                    try { SetSeq(invalidation.Sequence); return true; }
                    finally { _lock.Exit(); }
                }
            }
            """;
        var offered = 0;
        for (var length = 0; length <= Source.Length; length += 3)
            offered += await VerifyRefactoring.ApplyEachAsync(Source[..length], length * 2 / 3);
        foreach (var missing in Enumerable.Range(0, Source.Split('\n').Length))
            offered += await VerifyRefactoring.ApplyEachAsync(string.Join('\n', Source.Split('\n').Where((_, line) => line != missing)), 8);
        Assert.True(offered > 0);
    }
}

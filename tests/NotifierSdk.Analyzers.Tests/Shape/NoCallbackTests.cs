using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class NoCallbackTests() : RuleTests("NSDK1011")
{
    protected override string Broken => """
        sealed class [|Mirror|] : IntervalNotifier
        {
            public void Close() => Remove();
        }

        partial class [|Locked|] : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
        }
        """;

    protected override string Correct => """
        abstract class Base : IntervalNotifier;

        class ByHand : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }

        sealed class Inherits : ByHand;

        class Split : IntervalNotifier
        {
            protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
            {
                finish = default;
                return true;
            }
        }
        """;

    protected override string HalfTyped => """
        sealed class [|Mirror|] : IntervalNotifier
        {
            protected override bool OnInv
        """;

    [Fact]
    public Task The_fix_adds_an_annotated_callback_with_all_that_it_needs() => VerifyFixAsync(
        """
        namespace Drivers
        {
            sealed class [|Mirror|] : IntervalNotifier
            {
                private readonly DriverLock _lock = new();

                public bool Fault()
                {
                    var token = ReadBegin();
                    using (_lock.EnterScope())
                        return !ReadRetry(token);
                }
            }

            class [|Locked|] : IntervalNotifier
            {
                [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1);
            }

            class [|Stopper|] : IntervalNotifier
            {
            }

            class Machine
            {
                private class [|Device|] : IntervalNotifier
                {
                    // One for both.
                    private readonly Lock _lock = new();

                    private void Drop() { }
                }
            }
        }
        """,
        """
        namespace Drivers
        {
            sealed partial class Mirror : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();

                public bool Fault()
                {
                    var token = ReadBegin();
                    using (_lock.EnterScope())
                        return !ReadRetry(token);
                }

                // Runs under the lock, after the sequence was saved.
                [Invalidate]
                private void Drop(AddressRange range)
                {
                    // Drop what the shadow holds of the range.
                }
            }

            partial class Locked : IntervalNotifier
            {
                [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1);

                // Runs under the lock, after the sequence was saved.
                [Invalidate]
                private void Drop(AddressRange range)
                {
                    // Drop what the shadow holds of the range.
                }
            }

            partial class Stopper : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();

                // Runs under the lock, after the sequence was saved.
                [Invalidate]
                private void Drop(AddressRange range)
                {
                    // Drop what the shadow holds of the range.
                }
            }

            partial class Machine
            {
                private partial class Device : IntervalNotifier
                {
                    // One for both.
                    [DriverLock] private readonly Lock _lock = new();

                    private void Drop() { }

                    // Runs under the lock, after the sequence was saved.
                    [Invalidate]
                    private void Drop2(AddressRange range)
                    {
                        // Drop what the shadow holds of the range.
                    }
                }
            }
        }
        """);

    [Fact]
    public Task The_second_fix_adds_an_override_that_keeps_the_protocol() => VerifyFix.OtherChangesAsync("NSDK1011", "Override OnInvalidate",
        """
        namespace Drivers
        {
            sealed class [|Mirror|] : IntervalNotifier
            {
                private readonly DriverLock _lock = new();

                public bool Fault()
                {
                    var token = ReadBegin();
                    using (_lock.EnterScope())
                        return !ReadRetry(token);
                }
            }

            class [|Locked|] : IntervalNotifier
            {
                [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1);
            }

            class [|Stopper|] : IntervalNotifier
            {
            }
        }
        """,
        """
        namespace Drivers
        {
            sealed class Mirror : IntervalNotifier
            {
                private readonly DriverLock _lock = new();

                public bool Fault()
                {
                    var token = ReadBegin();
                    using (_lock.EnterScope())
                        return !ReadRetry(token);
                }

                protected override bool OnInvalidate(in Invalidation invalidation)
                {
                    if (!_lock.TryEnter(in invalidation, out var scope))
                        return false; // it would have to wait, and may not

                    using (scope)
                    {
                        SetSeq(invalidation.Sequence); // then drop what the shadow holds of invalidation.Overlap
                    }

                    return true;
                }
            }

            class Locked : IntervalNotifier
            {
                [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1);

                protected override bool OnInvalidate(in Invalidation invalidation)
                {
                    _lock.Wait();
                    try
                    {
                        SetSeq(invalidation.Sequence); // then drop what the shadow holds of invalidation.Overlap
                    }
                    finally
                    {
                        _lock.Release();
                    }

                    return true;
                }
            }

            class Stopper : IntervalNotifier
            {
                protected override bool OnInvalidate(in Invalidation invalidation)
                {
                    // Stop what uses invalidation.Overlap.
                    return true;
                }
            }
        }
        """);

    [Theory]
    [InlineData("private readonly Lock _one = new(); private readonly Lock _other = new();")]
    [InlineData("public bool Fault() => ReadRetry(ReadBegin());")]
    public Task Where_the_lock_cannot_be_told_nothing_is_offered(string members) =>
        VerifyNoFixAsync($"class [|Mirror|] : IntervalNotifier {{ {members} }}");
}

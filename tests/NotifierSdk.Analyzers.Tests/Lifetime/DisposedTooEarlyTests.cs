using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Lifetime;

public class DisposedTooEarlyTests() : RuleTests("NSDK5003")
{
    protected override string Broken => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly MemoryStream _journal = new();
            private readonly MemoryStream _other = new();

            public void First()
            {
                [|_journal.Dispose()|];
                Remove();
            }

            public void Later()
            {
                RemoveLater();
                [|_journal.Close()|];
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                _journal.WriteByte(1);
                return true;
            }
        }
        """;

    protected override string Correct => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly MemoryStream _journal = new();
            private readonly MemoryStream _other = new();

            public void Last()
            {
                _other.Dispose();
                Remove();
                _journal.Dispose();
            }

            public void Waits()
            {
                RemoveLater();
                Remove();
                _journal.Dispose();
            }

            public void Alone() => _journal.Dispose();

            protected override void OnRemoved()
            {
                _journal.Dispose();
                Console.WriteLine(Space);
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                _journal.WriteByte(1);
                return true;
            }
        }
        """;

    protected override string HalfTyped => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly MemoryStream _journal = new();
            private readonly MemoryStream _other = new();

            public void First()
            {
                [|_journal.Dispose()|];
                Remove();
                Missing(
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                _journal.WriteByte(1);
                return true;
            }
        }
        """;

    [Fact]
    public Task The_driver_lock_is_used_by_generated_code_too() => VerifyAsync("""
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1);

            [Invalidate]
            private void Unmap() { }

            public void Stop()
            {
                [|_lock.Dispose()|];
                Remove();
            }
        }
        """);
}

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

    [Theory]
    [InlineData("public void Stop() { [|_journal.Dispose()|]; Close(); } private void Close() { if (IsInserted) Remove(); }")]
    [InlineData("public void Stop() { Free(); Remove(); } private void Free() => [|_journal.Dispose()|];")]
    [InlineData("public void Stop() { [|System.Buffers.ArrayPool<byte>.Shared.Return(_bytes)|]; Remove(); }")]
    [InlineData("public void Stop() { try { [|_journal.Dispose()|]; } finally { Remove(); } }")]
    public Task It_follows_helpers_and_other_ways_to_free(string code) => VerifyAsync(Mirror(code));

    [Theory]
    [InlineData("public void Stop() { Close(); _journal.Dispose(); } private void Close() { if (IsInserted) Remove(); }")]
    [InlineData("public void Stop() { Remove(); Free(); } private void Free() => _journal.Dispose();")]
    [InlineData("public async Task Stop(Task removed) { RemoveLater(); await removed; _journal.Dispose(); }")]
    [InlineData("public void Stop() { if (!IsInserted) { _journal.Dispose(); return; } Remove(); _journal.Dispose(); }")]
    public Task It_is_silent_where_no_callback_runs_any_more(string code) => VerifyAsync(Mirror(code));

    private static string Mirror(string code) => $$"""
        sealed class Mirror : IntervalNotifier
        {
            private readonly MemoryStream _journal = new();
            private readonly byte[] _bytes = new byte[8];

            {{code}}

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                _journal.Write(_bytes);
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

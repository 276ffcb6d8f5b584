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

    [Theory]
    [InlineData("Free(); Remove();", "{ [|NativeMemory.Free(_table)|]; _table = null; }")]
    [InlineData("Free(); TryRemove();", "[|Marshal.FreeHGlobal((nint)_table)|];")]
    [InlineData("[|Kill(_table)|]; Remove();", "Kill(_other);")]
    [InlineData("Kill(_other); Remove(); Free();", "Kill(_table);")]
    [InlineData("[|destroy((nint)_table)|]; Remove();", "destroy((nint)_other);")]
    [InlineData("[|munmap((nint)_table, 8)|]; Remove();", "{ }")]
    [InlineData("var table = _table; [|NativeMemory.Free(table)|]; Remove();", "{ }")]
    [InlineData("var table = _table; _table = null; _seen = table; NativeMemory.Free(_seen); Remove();", "{ }")]
    [InlineData("var table = _table; _table = Allocate(); NativeMemory.Free(table); Remove();", "{ }")]
    [InlineData("_journal?[|.Dispose()|]; Remove();", "{ }")]
    [InlineData("[|_handle.Free()|]; Remove();", "{ }")]
    [InlineData("Free(); Remove();", "{ NativeMemory.Free(_asked); _asked = null; }")]
    [InlineData("Remove(); Free();", "{ NativeMemory.Free(_table); _table = null; }")]
    public Task Native_memory_is_freed_in_many_ways(string stop, string free) => VerifyAsync($$"""
        using System.Runtime.InteropServices;

        sealed unsafe class Mirror(Action<nint> destroy) : IntervalNotifier
        {
            private readonly MemoryStream? _journal = new();
            private ulong* _table = Allocate();
            private ulong* _other = Allocate();
            private ulong* _asked = Allocate();
            private ulong* _seen;
            private GCHandle _handle;

            public void Stop() { {{stop}} }

            private void Free() {{(free.StartsWith('{') ? free : $"=> {free}")}}

            private static ulong* Allocate() => (ulong*)NativeMemory.AllocZeroed(8);

            private static void Kill(void* memory) => NativeMemory.Free(memory);

            [DllImport("libc")]
            private static extern int munmap(nint start, nint length);

            public override string ToString() => $"{destroy} {_other[0]} {_seen[0]}";

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                _table[0] = 0;
                new Span<ulong>(_table + 1, 1).Clear();
                if (_asked != null)
                    _asked[0] = 0;
                _journal!.WriteByte((byte)_handle.Target!);
                return true;
            }
        }
        """);

    [Theory]
    [InlineData("[|_journal.Dispose()|]; base.Dispose();")]
    [InlineData("base.Dispose(); _journal.Dispose();")]
    public Task A_base_class_may_remove_it(string dispose) => VerifyAsync($$"""
        abstract class Driver : IntervalNotifier, IDisposable
        {
            public virtual void Dispose()
            {
                if (IsInserted)
                    Remove();
            }
        }

        sealed class Mirror : Driver
        {
            private readonly MemoryStream _journal = new();

            public override void Dispose() { {{dispose}} }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                _journal.WriteByte(1);
                return true;
            }
        }
        """);

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

using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Lifetime;

public class CommitsAfterRemoveTests() : RuleTests("NSDK5011")
{
    protected override string Broken => """
        public sealed class Texture(Func<ulong, nint> create, Action destroy) : IntervalNotifier, IDisposable
        {
            private readonly DriverLock _lock = new();
            private nint _view;

            public bool Bind(ulong page)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _view = create(page);
                    return true;
                }
            }

            public void Dispose()
            {
                Remove();
                [|destroy()|];
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _view = 0;
                }

                return true;
            }
        }
        """;

    protected override string Correct => """
        public sealed class Texture(Func<ulong, nint> create, Action destroy) : IntervalNotifier, IDisposable
        {
            private readonly DriverLock _lock = new();
            private nint _view;

            public bool Bind(ulong page)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _view = create(page);
                    return true;
                }
            }

            public void Dispose()
            {
                Remove();
                destroy();
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _view = 0;
                }

                return true;
            }

            protected override void WaitForCommits()
            {
                using (_lock.EnterScope())
                {
                }
            }
        }
        """;

    protected override string HalfTyped => """
        public sealed class Texture(Func<ulong, nint> create, Action destroy) : IntervalNotifier, IDisposable
        {
            private readonly DriverLock _lock = new();
            private nint _view;

            public bool Bind(ulong page)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _view = create(page);
                    return true;
                }
            }

            public void Dispose()
            {
                Remove();
                [|destroy()|];
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _view = 0;
                }

                return true;
            }

            void Half(Missing x) => _lock.
        """;

    [Fact]
    public Task The_fix_overrides_WaitForCommits() => VerifyFixAsync(Broken, Correct);

    [Theory]
    [InlineData("Remove(); [|_buffer.Dispose()|];")]
    [InlineData("Remove(); [|System.Buffers.ArrayPool<byte>.Shared.Return(_rented)|];")]
    [InlineData("Remove(); lock (_lock) { } _buffer.Dispose();")]
    [InlineData("_buffer.Dispose(); Remove();", "NSDK5003:_buffer.Dispose()")]
    [InlineData("Remove(); _log.Dispose();")]
    public Task What_commits_use_is_freed_behind_Remove(string dispose, string? other = null) => VerifyAsync($$"""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly object _lock = new();
            private readonly MemoryStream _buffer = new();
            private readonly MemoryStream _log = new();
            private readonly byte[] _rented = new byte[64];
            private ulong _last;

            public bool Fault(ulong page)
            {
                var token = ReadBegin();
                lock (_lock)
                {
                    if (ReadRetry(token))
                        return false;
                    _buffer.WriteByte(_rented[0]);
                    _last = page;
                    return true;
                }
            }

            public void Close() { {{(other is null ? dispose : dispose.Replace("_buffer.Dispose()", $"{{|{other}|}}", StringComparison.Ordinal))}} }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                lock (_lock)
                {
                    SetSeq(invalidation.Sequence);
                    _buffer.SetLength(0);
                    _last = 0;
                    return true;
                }
            }
        }
        """);

    [Theory]
    [InlineData("_ring[slot] = bus;", "Remove(); [|NativeMemory.Free(_ring)|];")]
    [InlineData("*(_ring + slot) = bus;", "Remove(); Free();")]
    [InlineData("_ring[slot] = bus;", "Stop(); Free();")]
    [InlineData("_ring[slot] = bus;", "TryRemove(); Free();")]
    [InlineData("_ring[slot] = bus;", "Remove(); Wait(); NativeMemory.Free(_ring);")]
    [InlineData("_other[slot] = bus;", "Remove(); NativeMemory.Free(_ring);")]
    public Task Commits_write_through_pointers_and_helpers_free(string commit, string dispose) => VerifyAsync($$"""
        using System.Runtime.InteropServices;

        public sealed unsafe class RingMirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly ulong* _ring = (ulong*)NativeMemory.AllocZeroed(8);
            private readonly ulong* _other = (ulong*)NativeMemory.AllocZeroed(8);

            public bool Map(int slot, ulong bus)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    {{commit}}
                    return true;
                }
            }

            public void Close() { {{dispose}} }

            private void Stop() => Remove();

            private void Free() => {{(dispose.Contains("Free();", StringComparison.Ordinal) ? "[|NativeMemory.Free(_ring)|]" : "Console.WriteLine((nint)_other)")}};

            private void Wait() { using (_lock.EnterScope()) { } }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    new Span<ulong>(_ring, 8).Clear();
                    new Span<ulong>(_other, 8).Clear();
                }

                return true;
            }
        }
        """);
}

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
}

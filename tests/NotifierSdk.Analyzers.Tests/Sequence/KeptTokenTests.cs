using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class KeptTokenTests() : RuleTests("NSDK2013")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            private ReadToken [|_token|];

            public bool Fault(ulong address)
            {
                _token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(_token))
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

            private ReadToken [|_token|];

            public bool Fault(ulong address)
            {
                _token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(_token))
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

            void Half(Missing x) => _lock.
        """;

    [Theory]
    [InlineData("var token = ReadBegin(); _check = () => CheckRetry([|token|]);")]
    [InlineData("var token = ReadBegin(); _check += () => CheckRetry([|token|]);")]
    [InlineData("var token = ReadBegin(); Asked += () => CheckRetry([|token|]);")]
    [InlineData("var token = ReadBegin(); _check = HasCollided; bool HasCollided() => CheckRetry([|token|]);")]
    [InlineData("var token = ReadBegin(); _timer = new Timer(_ => Commit([|token|]), null, 1, 1);")]
    [InlineData("_check = () => [|section|].HasCollided;")]
    [InlineData("ReadToken token; for (var tries = 0; tries < 3; tries++) { token = ReadBegin(); _ = Task.Run(() => Commit([|token|])); }")]
    [InlineData("ReadToken token; for (var tries = 0; tries < 3; tries++) { token = ReadBegin(); ThreadPool.QueueUserWorkItem(_ => Commit([|token|])); }")]
    public Task It_fires_where_a_function_that_outlives_the_fault_captures_it(string fault) => VerifyAsync(Capturing(fault));

    [Theory]
    [InlineData("var token = ReadBegin(); await Task.Run(() => Commit(token));")]
    [InlineData("var token = ReadBegin(); Parallel.For(0, 4, _ => Commit(token));")]
    [InlineData("var token = ReadBegin(); _ = Task.Run(() => Commit(token));")]
    [InlineData("for (var tries = 0; tries < 3; tries++) { var token = ReadBegin(); _ = Task.Run(() => Commit(token)); }")]
    [InlineData("ReadToken token; for (var tries = 0; tries < 3; tries++) { token = ReadBegin(); await Task.Run(() => Commit(token)); }")]
    [InlineData("ReadToken token; for (var tries = 0; tries < 3; tries++) { token = ReadBegin(); var work = Task.Run(() => Commit(token)); work.Wait(); }")]
    [InlineData("ReadToken token; for (var tries = 0; tries < 3; tries++) { token = ReadBegin(); var copy = token; _ = Task.Run(() => Commit(copy)); }")]
    [InlineData("var token = ReadBegin(); Func<bool> check = () => CheckRetry(token); Commit(token); GC.KeepAlive(check);")]
    [InlineData("_check = () => CheckRetry(ReadBegin());")]
    [InlineData("using var timer = new Timer(_ => GC.KeepAlive(this), null, 1, 1); Commit(ReadBegin());")]
    [InlineData("_check = () => { var token = ReadBegin(); return CheckRetry(token); };")]
    public Task It_is_silent_where_the_function_ends_with_the_fault_or_has_a_token_of_its_own(string fault) => VerifyAsync(Capturing(fault));

    private static string Capturing(string fault) => $$"""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];
            private Func<bool>? _check;
            private Timer? _timer;

            public event Func<bool>? Asked;

            public bool Ask() => _check?.Invoke() ?? Asked?.Invoke() ?? _timer is null;

            public async Task Fault(ReadSection section)
            {
                await Task.CompletedTask;
                {{fault}}
            }

            private void Commit(ReadToken token)
            {
                using (_lock.EnterScope())
                {
                    if (!ReadRetry(token))
                        _pages[1] = 1;
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
}

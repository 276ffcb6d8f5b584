using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class StaleRetryTests() : RuleTests("NSDK2008")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                for (var attempt = 0; attempt < 8; attempt++)
                {
                    using (_lock.EnterScope())
                    {
                        if ([|ReadRetry(token)|])
                            continue;
                        _pages[address] = address;
                        return true;
                    }
                }

                return false;
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
                for (var attempt = 0; attempt < 8; attempt++)
                {
                    var token = ReadBegin();
                    using (_lock.EnterScope())
                    {
                        if (ReadRetry(token))
                            continue;
                        _pages[address] = address;
                        return true;
                    }
                }

                return false;
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
                for (var attempt = 0; attempt < 8; attempt++)
                {
                    using (_lock.EnterScope())
                    {
                        if ([|ReadRetry(token)|])
                            continue;
                        _pages[address] = address;
                        return true;
                    }
                }

                return false;
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
    [InlineData("if (TryReadBegin(Range, TimeSpan.Zero, out var token) != FaultStatus.Completed) return false; for (var attempt = 0; attempt < 8; attempt++) { lock (_gate) { if ([|ReadRetry(token)|]) continue; _pages[address] = address; return true; } }")]
    [InlineData("if (TryReadBegin(Range, TimeSpan.Zero, out var token) is not FaultStatus.Completed) return false; for (var attempt = 0; attempt < 8; attempt++) { lock (_gate) { if (![|ReadRetry(token)|]) { _pages[address] = address; return true; } } }")]
    [InlineData("ReadToken token; if (TryReadBegin(Range, TimeSpan.Zero, out token) != FaultStatus.Completed) return false; do { lock (_gate) { if (![|ReadRetry(token)|]) { _pages[address] = address; return true; } } } while (address > 4096);")]
    [InlineData("if (TryReadBegin(Range, TimeSpan.Zero, out var token) != FaultStatus.Completed) return false; lock (_gate) { if (!ReadRetry(token)) return true; } if (TryReadBegin(Range, TimeSpan.Zero, out var again) != FaultStatus.Completed) return false; lock (_gate) { if ([|ReadRetry(token)|]) return false; _pages[address] = address; return true; }")]
    public Task A_token_that_an_out_parameter_gave_gets_stale_too(string statements) => VerifyAsync(Driver(statements));

    [Theory]
    [InlineData("for (var attempt = 0; attempt < 8; attempt++) { if (TryReadBegin(Range, TimeSpan.Zero, out var token) != FaultStatus.Completed) return false; lock (_gate) { if (ReadRetry(token)) continue; _pages[address] = address; return true; } }")]
    [InlineData("if (TryReadBegin(Range, TimeSpan.Zero, out var token) != FaultStatus.Completed) return false; for (var attempt = 0; attempt < 8; attempt++) { lock (_gate) { if (!ReadRetry(token)) { _pages[address] = address; return true; } } if (TryReadBegin(Range, TimeSpan.Zero, out token) != FaultStatus.Completed) return false; }")]
    [InlineData("ReadToken token = default; for (var attempt = 0; attempt < 8 && TryReadBegin(Range, TimeSpan.Zero, out token) == FaultStatus.Completed; attempt++) { lock (_gate) { if (!ReadRetry(token)) { _pages[address] = address; return true; } } }")]
    [InlineData("for (var attempt = 0; attempt < 8; attempt++) { var low = ReadBegin(); var high = ReadBegin(); lock (_gate) { if (ReadRetry(low) | ReadRetry(high)) continue; return true; } }")]
    [InlineData("var token = ReadBegin(); for (var attempt = 0; attempt < 8; attempt++) { lock (_gate) { if (!ReadRetry(token)) { _pages[address] = address; return true; } } token = ReadBegin(); }")]
    public Task A_token_that_is_given_anew_is_fresh(string statements) => VerifyAsync(Driver(statements));

    private static string Driver(string statements) => $$"""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly object _gate = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                {{statements}}
                return false;
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                lock (_gate)
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }
        }
        """;
}

using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

/// <summary>The members that answer instead of throwing are seen by the same rules as those that throw, and so is the callback's lock in one line.</summary>
public class AnswersTests
{
    [Theory]
    [InlineData("NSDK3002", "[|TryReadBegin(Range, TimeSpan.Zero, out _)|].ToString();" + Take + Kept, "")]
    [InlineData("NSDK3002", "[|WaitReadable(Range)|].ToString();" + Take + Kept, "")]
    [InlineData("NSDK3001", "[|TryRemove()|];" + Take + Kept, "")]
    [InlineData("NSDK2001", Take + "using (scope) { _entry = 0; } [|return true;|]", "")]
    [InlineData("NSDK2002", Take + "using (scope) { _entry = 0; } [|SetSeq(invalidation.Sequence)|]; return true;", "")]
    [InlineData("NSDK4002", Take + "SetSeq(invalidation.Sequence); _entry = 0; if (_entry == 0) [|return true;|] scope.Dispose(); return true;", "")]
    [InlineData("NSDK4001", Take + Kept, "using (_lock.EnterScope()) [|TryRemove()|];")]
    [InlineData("NSDK4001", Take + Kept, "using (_lock.EnterScope()) [|WaitReadable(Range)|].ToString();")]
    [InlineData("NSDK4001", Take + Kept, "using (_lock.EnterScope()) { if ([|TryReadBegin(Range, TimeSpan.Zero, out var token)|] == FaultStatus.Completed && !ReadRetry(token)) _entry = 1; }")]
    [InlineData("NSDK2004", Take + Kept, "if (TryReadBegin(Range, TimeSpan.Zero, out var token) == FaultStatus.Completed && ![|ReadRetry(token)|]) using (_lock.EnterScope()) _entry = 1;")]
    [InlineData("NSDK4003", Take + Kept, "if (_lock.TryEnter(TimeSpan.FromSeconds(1), out var scope)) { using (scope) { } [|_entry|] = 1; }")]
    [InlineData("NSDK3003", Take + "using (scope) { SetSeq(invalidation.Sequence); [|Thread.Sleep(1)|]; _entry = 0; } return true;", "")]
    [InlineData("NSDK3004", Take + "using (scope) { SetSeq(invalidation.Sequence); if (_entry == 0) [|return false;|] _entry = 0; } return true;", "")]
    public Task A_rule_sees_it(string rule, string callback, string other) => Verify.DiagnosticsAsync(Source(callback, other), rule);

    [Theory]
    [InlineData("if (_lock.TryEnter(TimeSpan.FromSeconds(1), out var scope)) using (scope) _entry = 1;")]
    [InlineData("if (!_lock.TryEnter(TimeSpan.FromSeconds(1), out var scope)) return; _entry = 1; scope.Dispose();")]
    [InlineData("TryRemove(); using (_lock.EnterScope()) _entry = 0;")]
    public async Task No_rule_suspects_it(string other)
    {
        var analysis = await Analysis.OfAsync(TestProject.Create(Source(Take + Kept, other)));
        Assert.Empty(analysis.Compiler.Where(diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
        Assert.Empty(analysis.Rules.Select(diagnostic => diagnostic.ToString()));
    }

    private const string Take = "if (!_lock.TryEnter(in invalidation, out var scope)) return false; ";

    private const string Kept = "using (scope) { SetSeq(invalidation.Sequence); _entry = 0; } return true;";

    private static string Source(string callback, string other) => $$"""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private ulong _entry;

            public bool Fault(ulong page)
            {
                if (TryReadBegin(Range, TimeSpan.Zero, out var token) != FaultStatus.Completed)
                    return false;
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _entry = page;
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                {{callback}}
            }

            public void Other()
            {
                {{other}}
            }
        }
        """;
}

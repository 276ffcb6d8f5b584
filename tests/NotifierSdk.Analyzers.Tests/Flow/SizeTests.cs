using System.Diagnostics;
using System.Text;
using Microsoft.CodeAnalysis.Diagnostics;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Flow;

/// <summary>Methods that nobody would write, and that a generator might: the engine comes to an end, and rather gives up than errs.</summary>
public class SizeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("500 branches", 500, 0)]
    [InlineData("30 tries inside one another", 0, 30)]
    [InlineData("500 branches in 10 tries", 500, 10)]
    public async Task A_monster_is_analysed_or_given_up_on_in_time_and_without_a_word(string name, int branches, int tries)
    {
        var document = TestProject.Create(Driver(branches, tries));
        var compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Assert.Empty((await Analysis.OfAsync(document)).Compiler.Where(diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
        var fastest = TimeSpan.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var watch = Stopwatch.StartNew();
            var found = await Analysis.OfAsync(compilation.Clone(), [new FlowRulesAnalyzer()]);
            Assert.Empty(found.Rules);
            fastest = watch.Elapsed < fastest ? watch.Elapsed : fastest;
        }

        output.WriteLine($"{name}: {fastest.TotalMilliseconds:f0} ms, with the compiler's own work");
    }

    private static string Driver(int branches, int tries)
    {
        var body = new StringBuilder();
        for (var i = 0; i < tries; i++)
            body.Append("try { ");
        for (var i = 0; i < branches; i++)
            body.Append("if (_pages.Remove(").Append(i).Append(")) _pages.Add(").Append(i).AppendLine(", 1);");
        for (var i = 0; i < tries; i++)
            body.AppendLine("} catch (InvalidOperationException) { _pages.Clear(); } finally { _pages.Remove(7); }");
        return $$"""
            sealed class Monster : IntervalNotifier
            {
                private readonly DriverLock _lock = new();
                private readonly DriverLock _other = new();
                private readonly Dictionary<ulong, ulong> _pages = [];

                public bool Fault(ulong page)
                {
                    var token = ReadBegin();
                    using (_lock.EnterScope())
                    {
                        if (ReadRetry(token))
                            return false;
                        using (_other.EnterScope())
                            _pages[page] = page;
                        return true;
                    }
                }

                protected override bool OnInvalidate(in Invalidation invalidation)
                {
                    using (_lock.EnterScope())
                    {
                        SetSeq(invalidation.Sequence);
                        {{body}}
                        return true;
                    }
                }
            }
            """;
    }
}

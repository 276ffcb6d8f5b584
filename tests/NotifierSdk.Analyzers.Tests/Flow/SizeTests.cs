using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Flow;

/// <summary>Methods that nobody would write, and that a generator might: the engine comes to an end, and rather gives up than errs.</summary>
public class SizeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("500 branches", 500, 0, 0)]
    [InlineData("30 tries inside one another", 0, 30, 0)]
    [InlineData("500 branches in 10 tries", 500, 10, 0)]
    [InlineData("100 helpers that call each other", 0, 0, 100)]
    public async Task A_monster_is_analysed_or_given_up_on_without_a_word(string name, int branches, int tries, int helpers)
    {
        var analysis = await Analysis.OfAsync(TestProject.Create(Driver(branches, tries, helpers)));
        Assert.True(analysis.Compiler.IsEmpty && analysis.Rules.IsEmpty, $"{name}: {string.Join('\n', analysis.Compiler.Concat(analysis.Rules))}");
    }

    // The time that it takes is measured by a benchmark; this is what it depends on, and is the same everywhere.
    [Theory]
    [InlineData(500, 0)]
    [InlineData(0, 30)]
    [InlineData(500, 10)]
    public async Task A_block_is_visited_again_only_if_a_state_is_new_there(int branches, int tries)
    {
        var bodies = await BodiesOfAsync(Driver(branches, tries, helpers: 0));
        var engine = Run(bodies);
        var blocks = bodies.All.Sum(body => body.Graph.Blocks.Length);
        output.WriteLine($"{bodies.Visits} visits of {blocks} blocks");
        Assert.True(engine.IsExact);
        Assert.InRange(bodies.Visits, 1, blocks);
    }

    [Fact]
    public async Task After_too_many_visits_every_automaton_of_the_type_knows_that_it_has_not_seen_all()
    {
        var bodies = await BodiesOfAsync(Driver(100, 0, helpers: 0));
        Assert.True(Run(bodies).IsExact);
        while (bodies.TryVisit())
        {
        }

        Assert.True(bodies.AreGivenUp);
        Assert.False(Run(bodies).IsExact);
    }

    private static FlowEngine Run(TypeBodies bodies)
    {
        var engine = new FlowEngine(new Calls(), bodies, TestContext.Current.CancellationToken);
        engine.Run(bodies.All.Select(body => (body, 1UL)));
        return engine;
    }

    private static async Task<TypeBodies> BodiesOfAsync(string source)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var document = TestProject.Create(source);
        var model = (await document.GetSemanticModelAsync(cancellation))!;
        var methods = (await document.GetSyntaxRootAsync(cancellation))!.DescendantNodes().OfType<MethodDeclarationSyntax>();
        return new TypeBodies(methods.Select(method => Body.Of(model.GetDeclaredSymbol(method, cancellation)!, ControlFlowGraph.Create(method, model, cancellation)!, cancellation)));
    }

    private static string Driver(int branches, int tries, int helpers)
    {
        var body = new StringBuilder();
        for (var i = 0; i < tries; i++)
            body.Append("try { ");
        for (var i = 0; i < branches; i++)
            body.Append("if (_pages.Remove(").Append(i).Append(")) _pages.Add(").Append(i).AppendLine(", 1);");
        for (var i = 0; i < tries; i++)
            body.AppendLine("} catch (InvalidOperationException) { _pages.Clear(); } finally { _pages.Remove(7); }");
        if (helpers > 0)
            body.AppendLine("Helper0(1);");
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

                {{string.Join('\n', Enumerable.Range(0, helpers).Select(number => Helper(number, helpers)))}}
            }
            """;
    }

    private static string Helper(int number, int of) => $$"""
        private bool Helper{{number}}(ulong page)
        {
            using (_other.EnterScope())
                _pages.Remove(page);
            return page == {{number}} ? Helper{{(number + 1) % of}}(page + 1) : Helper{{number * 7 % of}}(page - 1) && Helper{{number * 13 % of}}(page);
        }
        """;

    /// <summary>How many calls of EnterScope there were, up to three.</summary>
    private sealed class Calls : Automaton
    {
        public override int StateCount => 4;

        public override Outcome Step(int state, IOperation operation, Body body) =>
            Outcome.To(operation is IInvocationOperation { TargetMethod.Name: "EnterScope" } ? Math.Min(3, state + 1) : state);
    }
}

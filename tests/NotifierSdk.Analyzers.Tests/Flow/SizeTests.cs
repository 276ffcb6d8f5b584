using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Tests.Harness;
using NotifierSdk.Shape;

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
        var calls = new Calls();
        Assert.True(Run(calls, bodies).IsExact); // from now on it is known what each operation does
        var before = bodies.Budget.Spent;
        Run(calls, bodies);
        var spent = bodies.Budget.Spent - before;
        var once = bodies.All.Sum(body => body.Graph.Blocks.Sum(block => 2 + calls.On(body, bodies).Of(block).Length));
        output.WriteLine($"{spent} spent, {once} if each block is visited once");
        Assert.InRange(spent, 1, once);
    }

    [Fact]
    public async Task After_too_much_work_every_automaton_of_the_type_is_stopped()
    {
        var bodies = await BodiesOfAsync(Driver(100, 0, helpers: 0));
        Assert.True(Run(new Calls(), bodies).IsExact);
        Assert.Throws<BudgetSpentException>(() => bodies.Budget.Spend(Budget.Most));
        Assert.Throws<BudgetSpentException>(() => Run(new Calls(), bodies));
    }

    [Theory]
    [InlineData("faults that are right", "public bool Fault@(int page) { var token = ReadBegin(); using (_lock.EnterScope()) { if (ReadRetry(token)) return false; _pages[1] = 1; return true; } }")]
    [InlineData("faults that are wrong", "public bool Fault@(int page) { var token = ReadBegin(); if (ReadRetry(token)) return false; using (_lock.EnterScope()) _pages[1] = 1; return true; }")]
    [InlineData("helpers in a row", "private void Helper@() { using (_other.EnterScope()) _pages.Remove(1); Helper@1(); } private void Helper@1() => _pages.Remove(2);")]
    public async Task Twice_as_much_of_it_costs_no_more_than_twice_as_much(string what, string member)
    {
        var half = await SpentAsync(100);
        var whole = await SpentAsync(200);
        output.WriteLine($"{what}: {half} spent on 100, {whole} on 200");
        Assert.InRange(whole, half, (int)(2.1 * half));

        async Task<int> SpentAsync(int times)
        {
            var members = string.Join('\n', Enumerable.Range(0, times).Select(number => member.Replace("@", $"{number}_", StringComparison.Ordinal)));
            return await SpentOnAsync(Driver(0, 0, 0, members));
        }
    }

    [Theory]
    [InlineData(100, 10_000, 700_000)]
    [InlineData(2_000, 0, 5_000)]
    public async Task A_circle_of_helpers_is_followed_or_given_up_on_before_it_costs_anything(int helpers, int atLeast, int atMost)
    {
        var spent = await SpentOnAsync(Driver(0, 0, helpers));
        output.WriteLine($"{helpers} helpers: {spent} spent");
        Assert.InRange(spent, atLeast, atMost);
    }

    [Fact]
    public async Task Hundreds_of_notifiers_in_one_type_cost_no_more_than_the_budget()
    {
        var nested = string.Join('\n', Enumerable.Range(0, 300).Select(number => Driver(0, 0, 0).Replace("class Monster", $"class Monster{number}", StringComparison.Ordinal)));
        Assert.InRange(await SpentOnAsync($"class Around {{ {nested} }}"), 1, Budget.Most + 1_000);
    }

    private static async Task<int> SpentOnAsync(string source)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var model = (await TestProject.Create(source).GetSemanticModelAsync(cancellation))!;
        var type = (INamedTypeSymbol)model.GetDeclaredSymbol((await model.SyntaxTree.GetRootAsync(cancellation)).DescendantNodes().OfType<ClassDeclarationSyntax>().First(), cancellation)!;
        var types = WellKnownTypes.For(model.Compilation);
        var bodies = await BodiesOfAsync(model);
        GivenUp.Silently(() => FlowRulesAnalyzer.Analyze(new TypeFlow(type, bodies, types, cancellation), FlowRulesAnalyzer.RulesFor(type, types), _ => { }));
        return bodies.Budget.Spent;
    }

    private static FlowEngine Run(Calls calls, TypeBodies bodies)
    {
        var engine = new FlowEngine(calls, bodies);
        engine.Run(bodies.All.Select(body => (body, 1UL)));
        return engine;
    }

    private static async Task<TypeBodies> BodiesOfAsync(string source) =>
        await BodiesOfAsync((await TestProject.Create(source).GetSemanticModelAsync(TestContext.Current.CancellationToken))!);

    private static async Task<TypeBodies> BodiesOfAsync(SemanticModel model)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var methods = (await model.SyntaxTree.GetRootAsync(cancellation)).DescendantNodes().OfType<MethodDeclarationSyntax>();
        return new TypeBodies(methods.Select(method => Body.Of(model.GetDeclaredSymbol(method, cancellation)!, ControlFlowGraph.Create(method, model, cancellation)!, cancellation)), new Budget(cancellation));
    }

    private static string Driver(int branches, int tries, int helpers, string members = "")
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

                {{members}}
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

using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Tests.Flow.Oracle;
using Outcome = NotifierSdk.Analyzers.Flow.Outcome;

namespace NotifierSdk.Analyzers.Tests.Flow;

/// <summary>The engine and a brute-force enumeration of paths must find the same states, at every place of every small program.</summary>
public class FlowEngineOracleTests(ITestOutputHelper output)
{
    private static readonly MetadataReference s_corlib = MetadataReference.CreateFromFile(typeof(object).Assembly.Location);

    [Fact]
    public void The_engine_finds_what_enumerating_all_paths_finds()
    {
        var (compared, tooManyPaths, tooManyConditions) = (0, 0, 0);
        var tapes = Arb.From(Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value), 60), ArbMap.Default.ArbFor<byte[]>().Shrinker);
        var property = Prop.ForAll(tapes, tape =>
        {
            var program = Tape.Read(tape);
            if (new PathEnumerator(program).Run() is not { } expected)
            {
                tooManyPaths++;
                return;
            }

            if (FindByEngine(program) is not { } found)
            {
                tooManyConditions++;
                return;
            }

            compared++;
            Assert.True(expected.ToString() == found.ToString(), $"{program.ToSource()}\nexpected {expected}\nfound    {found}");
        });
        // The same programs each time: a failure here is the change's, not the day's.
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithReplay(3949556770273725967, 7259080306108335775), property);
        output.WriteLine($"programs compared: {compared} (too many paths to enumerate: {tooManyPaths}, too many conditions for the engine: {tooManyConditions})");
        Assert.True(compared > 500, $"Only {compared} programs were compared.");
    }

    internal static Reached? FindByEngine(SmallProgram program) => EngineOf(program) is (var engine, var main) && engine.IsExact ? Read(engine, main) : null;

    internal static (FlowEngine Engine, Body Main) EngineOf(SmallProgram program)
    {
        var tree = CSharpSyntaxTree.ParseText(program.ToSource(), cancellationToken: TestContext.Current.CancellationToken);
        var compilation = CSharpCompilation.Create("p", [tree], [s_corlib], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var errors = compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Empty(errors);
        var model = compilation.GetSemanticModel(tree);
        var bodies = new List<Body>();
        foreach (var method in tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            if (method.Identifier.Text.StartsWith('M'))
                bodies.Add(Body.Of(model.GetDeclaredSymbol(method)!, ControlFlowGraph.Create(method, model)!, default));
        }

        var engine = new FlowEngine(new Counter(), new TypeBodies(bodies, new Budget(default)));
        engine.Run([(bodies[0], 1)]);
        return (engine, bodies[0]);
    }

    private static Reached Read(FlowEngine engine, Body main)
    {
        var probes = new SortedDictionary<int, ulong>();
        foreach (var flow in engine.Reached)
        {
            flow.Visit((step, states) =>
            {
                if (step is IInvocationOperation { TargetMethod.Name: "Probe" } probe)
                    probes[(int)probe.Arguments[0].Value.ConstantValue.Value!] = states;
            });
        }

        var row = engine.Enter(main, 0);
        return new Reached(probes, row.Returned.WhenTrue, row.Returned.WhenFalse, row.Thrown, row.Escaped);
    }

    /// <summary>Counts Acquire and Release, from 0 to 2.</summary>
    private sealed class Counter : Automaton
    {
        public override int StateCount => 3;

        public override Outcome Step(int state, IOperation operation, Body body) => (operation as IInvocationOperation)?.TargetMethod.Name switch
        {
            "Acquire" => Outcome.To(Math.Min(2, state + 1)),
            "Release" => Outcome.To(Math.Max(0, state - 1)),
            "Try" => Outcome.Split(Math.Min(2, state + 1), state),
            _ => Outcome.To(state),
        };

        public override bool Decides(IOperation operation, Body body) => operation is IInvocationOperation { TargetMethod.Name: "Try" };

        public override bool MayThrow(IOperation operation, Body body) => operation is IInvocationOperation { TargetMethod.Name: "Risky" };
    }
}

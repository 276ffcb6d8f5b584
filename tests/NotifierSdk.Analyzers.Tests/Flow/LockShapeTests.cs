using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Tests.Documentation;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Flow;

/// <summary>What the compiler makes of each form of taking a lock. The engine knows these shapes; a compiler that lowers otherwise fails here first.</summary>
public class LockShapeTests
{
    private const string Shapes = "tests/NotifierSdk.Analyzers.Tests/Flow/LockShapes.txt";

    private static readonly (string Name, bool IsNullable, string Body)[] s_forms =
    [
        ("lock on an object", true, "lock (_object) { Inside(); }"),
        ("lock on a System.Threading.Lock", false, "lock (_lock) { Inside(); }"),
        ("lock on a System.Threading.Lock, nullable references on", true, "lock (_lock) { Inside(); } Outside();"),
        ("using statement of a scope", true, "using (_driver.EnterScope()) { Inside(); }"),
        ("using declaration of a scope", true, "using var hold = _driver.EnterScope(); Inside();"),
        ("try and finally", true, "_driver.Enter(); try { Inside(); } finally { _driver.Exit(); }"),
        ("try-lock with early return", true, "if (!_driver.TryEnter()) return; Inside(); _driver.Exit();"),
        ("Monitor with a flag", true, "var taken = false; try { Monitor.Enter(_object, ref taken); Inside(); } finally { if (taken) Monitor.Exit(_object); }"),
        ("return out of a lock", true, "lock (_object) { if (Asks()) return; } Outside();"),
    ];

    [Fact]
    public async Task Each_form_of_taking_a_lock_has_the_shape_that_the_engine_knows()
    {
        var text = new StringBuilder();
        foreach (var (name, isNullable, body) in s_forms)
            text.Append("# ").Append(name).Append('\n').Append(await ShapeOfAsync(body, isNullable)).Append('\n');
        WrittenFiles.AreUpToDate(Shapes, text.ToString());
    }

    private static async Task<string> ShapeOfAsync(string body, bool isNullable)
    {
        var source = $$"""
            #nullable {{(isNullable ? "enable" : "disable")}}
            class C
            {
                readonly object _object = new(); readonly Lock _lock = new(); readonly DriverLock _driver = new();
                void Inside() { } void Outside() { } bool Asks() => true;
                void M() { {{body}} }
            }
            """;
        var document = TestProject.Create(source);
        var project = document.Project.WithCompilationOptions(
            ((CSharpCompilationOptions)document.Project.CompilationOptions!).WithNullableContextOptions(isNullable ? NullableContextOptions.Enable : NullableContextOptions.Disable));
        var compilation = (await project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Assert.DoesNotContain(compilation.GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var tree = compilation.SyntaxTrees.Single(tree => tree.ToString().Contains("void M()", StringComparison.Ordinal));
        var method = tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<MethodDeclarationSyntax>().Single(method => method.Identifier.Text == "M");
        return Describe(ControlFlowGraph.Create(method, compilation.GetSemanticModel(tree))!);
    }

    private static string Describe(ControlFlowGraph graph)
    {
        var text = new StringBuilder();
        foreach (var block in graph.Blocks)
        {
            text.Append(block.Ordinal).Append(' ').Append(block.EnclosingRegion.Kind).Append(':');
            foreach (var operation in block.Operations.Append(block.BranchValue).OfType<IOperation>().SelectMany(operation => operation.DescendantsAndSelf()))
                text.Append(Describe(operation));
            text.Append(Describe(block.ConditionKind == ControlFlowConditionKind.WhenTrue ? " true" : " false", block.ConditionalSuccessor));
            text.Append(Describe("", block.FallThroughSuccessor)).Append('\n');
        }

        return text.ToString();
    }

    private static string Describe(IOperation operation) => operation switch
    {
        IInvocationOperation call => $" {call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}",
        IInvalidOperation => " invalid",
        IFlowCaptureOperation => " capture",
        ILocalReferenceOperation { IsImplicit: true, Local.IsImplicitlyDeclared: true } => " implicit-local",
        _ => "",
    };

    private static string Describe(string when, ControlFlowBranch? branch)
    {
        if (branch is null)
            return "";
        var finallys = branch.FinallyRegions.IsEmpty ? "" : $" through {string.Join(", ", branch.FinallyRegions.Select(region => region.FirstBlockOrdinal))}";
        return $"{when} → {(branch.Destination is { } to ? to.Ordinal : branch.Semantics)}{finallys}";
    }
}

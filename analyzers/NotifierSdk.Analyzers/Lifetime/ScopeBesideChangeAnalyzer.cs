using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>5010. Owners of memory stand anywhere, so it looks at the syntax of each call, and asks the compiler only about those that begin an invalidation by their name.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ScopeBesideChangeAnalyzer : DriverAnalyzer
{
    /// <summary>Creates the analyzer.</summary>
    public ScopeBesideChangeAnalyzer()
        : base(LifetimeRules.ScopeBesideChange)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, WellKnownTypes types) =>
        context.RegisterSyntaxNodeAction(call => Analyze(call, types), SyntaxKind.InvocationExpression);

    private static void Analyze(SyntaxNodeAnalysisContext context, WellKnownTypes types)
    {
        if (((InvocationExpressionSyntax)context.Node).Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: MemberNames.BeginInvalidate }
            && context.SemanticModel.GetOperation(context.Node, context.CancellationToken) is IInvocationOperation begin
            && begin.TargetMethod.IsMember(types.AddressSpace, MemberNames.BeginInvalidate))
        {
            ScopeBesideChange.Check(begin, types, context.ReportDiagnostic);
        }
    }
}

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using NotifierSdk.Analyzers.Callbacks;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Callbacks;

/// <summary>3001: removes later. Not in a helper that others than callbacks use too: those may rely on its waiting.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RemoveLaterFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public RemoveLaterFix()
        : base("NSDK3001", "Remove later")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        diagnostic.Properties.ContainsKey(ForbiddenInCallback.OnlyForCallbacks)
        && node is InvocationExpressionSyntax { Expression: SimpleNameSyntax or MemberAccessExpressionSyntax, Parent: ExpressionStatementSyntax or ArrowExpressionClauseSyntax }
        && model.GetSymbolInfo(node).Symbol is IMethodSymbol { Name: "Remove" } remove && WellKnownTypes.Is(remove.ContainingType, WellKnownTypes.For(model.Compilation).IntervalNotifier);

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic)
    {
        var invocation = (InvocationExpressionSyntax)node;
        var name = invocation.Expression is MemberAccessExpressionSyntax member ? member.Name : (SimpleNameSyntax)invocation.Expression;
        editor.ReplaceNode(name, IdentifierName("RemoveLater").WithTriviaFrom(name));
        foreach (var argument in invocation.ArgumentList.Arguments)
            editor.RemoveNode(argument);
    }
}

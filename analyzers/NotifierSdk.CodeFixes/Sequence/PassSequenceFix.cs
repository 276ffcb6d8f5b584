using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Sequence;

/// <summary>2003: passes the sequence of the invalidation that the method was handed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PassSequenceFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public PassSequenceFix()
        : base("NSDK2003", "Pass the sequence of this invalidation")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        node.FirstAncestorOrSelf<ArgumentSyntax>() is { } && Invalidation(node, model) is not null;

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic)
    {
        var passed = node.FirstAncestorOrSelf<ArgumentSyntax>()!.Expression;
        var sequence = editor.Generator.MemberAccessExpression(editor.Generator.IdentifierName(Invalidation(node, editor.SemanticModel)!.Name), "Sequence");
        editor.ReplaceNode(passed, sequence.WithTriviaFrom(passed));
    }

    // A lambda outlives the invalidation, and cannot name an in parameter.
    private static IParameterSymbol? Invalidation(SyntaxNode node, SemanticModel model)
    {
        var type = WellKnownTypes.For(model.Compilation).Invalidation;
        return model.GetEnclosingSymbol(node.SpanStart) is IMethodSymbol { MethodKind: not MethodKind.AnonymousFunction } method
            && method.Parameters.Where(parameter => WellKnownTypes.Is(parameter.Type, type)).ToList() is { Count: 1 } invalidations
            ? invalidations[0]
            : null;
    }
}

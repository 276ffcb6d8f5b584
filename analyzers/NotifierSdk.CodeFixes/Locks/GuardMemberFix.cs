using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>4009: marks the member as guarded by the lock, and takes the lock around its use. Where it is used elsewhere without the lock, 4003 then says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class GuardMemberFix : TakeLockFix
{
    /// <summary>Creates the fix.</summary>
    public GuardMemberFix()
        : base("NSDK4009", "Mark it as guarded, and take the lock")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        base.CanFix(node, model, diagnostic) && LockOf(node, model, diagnostic) is not null && Declaration(node, model) is not null;

    private protected override void Fix(DocumentEditor editor, IReadOnlyList<(SyntaxNode Node, Diagnostic Diagnostic)> places)
    {
        foreach (var (node, diagnostic) in places)
        {
            var attribute = SyntaxFactory.ParseCompilationUnit($"[global::NotifierSdk.GuardedBy(nameof({LockOf(node, editor.SemanticModel, diagnostic)}))]class C;").Members[0].AttributeLists[0]
                .WithAdditionalAnnotations(Simplifier.Annotation);
            editor.ReplaceNode(Declaration(node, editor.SemanticModel)!, (current, _) => Marked((FieldDeclarationSyntax)current, attribute));
        }

        base.Fix(editor, places);
    }

    // On the line of the field, as drivers have it.
    private static FieldDeclarationSyntax Marked(FieldDeclarationSyntax field, AttributeListSyntax attribute) => field
        .WithoutLeadingTrivia()
        .WithAttributeLists(field.AttributeLists.Count == 0 ? SyntaxFactory.SingletonList(attribute.WithTrailingTrivia(SyntaxFactory.Space)) : field.WithoutLeadingTrivia().AttributeLists.Add(attribute.WithTrailingTrivia(SyntaxFactory.Space)))
        .WithLeadingTrivia(field.GetLeadingTrivia());

    private static string? LockOf(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        TakenLock.At(node, model, diagnostic) is { Code: var code } && code.StartsWith("this.", StringComparison.Ordinal) && code.IndexOf('.', 5) < 0 ? code.Substring(5) : null;

    private static FieldDeclarationSyntax? Declaration(SyntaxNode node, SemanticModel model) =>
        model.GetSymbolInfo(node).Symbol is IFieldSymbol { DeclaringSyntaxReferences: { Length: 1 } declarations }
        && declarations[0].SyntaxTree == node.SyntaxTree
        && declarations[0].GetSyntax().FirstAncestorOrSelf<FieldDeclarationSyntax>() is { Declaration.Variables.Count: 1 } field
            ? field
            : null;
}

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using NotifierSdk.Analyzers;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Callbacks;

/// <summary>3003: refuses what may not block before anything is done. Only in the callback itself: a helper does not know what it returns.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AskBeforeBlockingFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public AskBeforeBlockingFix()
        : base("NSDK3003", "Refuse what may not block")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) => Callback(node, model) is not null;

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) => Fix(editor, [(node, diagnostic)]);

    // One question answers for every wait behind it.
    private protected override void Fix(DocumentEditor editor, IReadOnlyList<(SyntaxNode Node, Diagnostic Diagnostic)> places)
    {
        foreach (var callback in places.Select(place => Callback(place.Node, editor.SemanticModel)!).Distinct())
        {
            var invalidation = callback.ParameterList.Parameters[0].Identifier.Text;
            var question = SyntaxFactory.ParseStatement($"if (!{invalidation}.IsBlockable)\nreturn false;\n").WithAdditionalAnnotations(Formatter.Annotation);
            var first = callback.Body!.Statements[0];
            editor.InsertBefore(first, question);
            editor.ReplaceNode(first, (current, _) => current.WithLeadingTrivia(current.GetLeadingTrivia().Insert(0, SyntaxFactory.LineFeed)));
        }
    }

    private static MethodDeclarationSyntax? Callback(SyntaxNode node, SemanticModel model)
    {
        var around = node.Ancestors().FirstOrDefault(each => each is MethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);
        var types = WellKnownTypes.For(model.Compilation);
        return around is MethodDeclarationSyntax { Body.Statements.Count: > 0 } callback
            && model.GetDeclaredSymbol(callback) is { ReturnType.SpecialType: SpecialType.System_Boolean, Parameters: { Length: 1 } parameters } method
            && method.IsCallback(types) && WellKnownTypes.Is(parameters[0].Type, types.Invalidation)
            ? callback
            : null;
    }
}

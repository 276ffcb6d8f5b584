using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

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

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) => CallbackMethod.Around(node, model) is not null;

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) => Fix(editor, [(node, diagnostic)]);

    // One question answers for every wait behind it.
    private protected override void Fix(DocumentEditor editor, IReadOnlyList<(SyntaxNode Node, Diagnostic Diagnostic)> places)
    {
        foreach (var callback in places.Select(place => CallbackMethod.Around(place.Node, editor.SemanticModel)!).Distinct())
        {
            var invalidation = CallbackMethod.InvalidationOf(callback);
            var question = SyntaxFactory.ParseStatement($"if (!{invalidation}.IsBlockable)\nreturn false;\n").WithAdditionalAnnotations(Formatter.Annotation);
            var first = callback.Body!.Statements[0];
            editor.InsertBefore(first, question);
            editor.ReplaceNode(first, (current, _) => current.WithLeadingTrivia(current.GetLeadingTrivia().Insert(0, SyntaxFactory.LineFeed)));
        }
    }
}

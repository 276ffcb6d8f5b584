using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace NotifierSdk.CodeFixes;

/// <summary>
/// What our fixes share: one rule, one edit, and a Fix-All that makes the same edit at every place in one pass over a document, so that places that
/// lie beside or inside one another do not disturb each other.
/// </summary>
public abstract class DriverCodeFix : CodeFixProvider
{
    private readonly string _title;

    private protected DriverCodeFix(string rule, string title)
    {
        FixableDiagnosticIds = ImmutableArray.Create(rule);
        _title = title;
    }

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(
        async (context, document, diagnostics) =>
            await FixAsync(document, diagnostics, context.CodeActionEquivalenceKey == OtherKey, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is null || model is null || !CanFix(NodeOf(root, diagnostic), model, diagnostic))
                continue;
            context.RegisterCodeFix(Action(_title, otherwise: false, diagnostic.Id), diagnostic);
            if (OtherTitle is { } title)
                context.RegisterCodeFix(Action(title, otherwise: true, OtherKey), diagnostic);

            CodeAction Action(string title, bool otherwise, string key) => CodeAction.Create(
                title, cancellation => FixAsync(context.Document, ImmutableArray.Create(diagnostic), otherwise, cancellation), key);
        }
    }

    /// <summary>The title of another edit that repairs the same, which is offered after the first one; null if there is none.</summary>
    private protected virtual string? OtherTitle => null;

    private string OtherKey => $"{FixableDiagnosticIds[0]}, otherwise";

    /// <summary>Whether the edit is certain to be right here; if not, none is offered.</summary>
    private protected abstract bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic);

    /// <summary>Makes the edit at a node for which <see cref="CanFix"/> was true.</summary>
    private protected abstract void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic);

    /// <summary>Makes the other edit, where <see cref="OtherTitle"/> names one.</summary>
    private protected virtual void FixOtherwise(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) =>
        throw new NotSupportedException($"{GetType().Name} has an OtherTitle, so it overrides FixOtherwise.");

    /// <summary>Makes the edits at all such nodes of a document; for those that one edit repairs together, once.</summary>
    private protected virtual void Fix(DocumentEditor editor, IReadOnlyList<(SyntaxNode Node, Diagnostic Diagnostic)> places)
    {
        foreach (var (node, diagnostic) in places)
            Fix(editor, node, diagnostic);
    }

    private static SyntaxNode NodeOf(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);

    private async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, bool otherwise, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        List<(SyntaxNode Node, Diagnostic Diagnostic)> places = [.. diagnostics
            .Select(diagnostic => (Node: NodeOf(editor.OriginalRoot, diagnostic), Diagnostic: diagnostic))
            .Where(place => CanFix(place.Node, editor.SemanticModel, place.Diagnostic))];
        if (!otherwise)
            Fix(editor, places);
        else
            places.ForEach(place => FixOtherwise(editor, place.Node, place.Diagnostic));
        return await WrittenAs.FileAsync(document, editor.GetChangedDocument(), cancellation).ConfigureAwait(false);
    }
}

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Sequence;

/// <summary>2001: saves the sequence first thing under the lock, where it is saved on every path that accepts.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SaveSequenceFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public SaveSequenceFix()
        : base("NSDK2001", "Save the sequence first under the lock")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        Callback(node) is { } callback
        && InvalidationOf(callback) is not null
        && RegionIn(callback, model, diagnostic) is { } region
        && !AsksForOwner(region)
        && PlacesIn(callback, diagnostic).All(place => place.SourceSpan.Start > region.SpanStart);

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic)
    {
        var callback = Callback(node)!;
        var region = RegionIn(callback, editor.SemanticModel, diagnostic)!;
        var save = SyntaxFactory.ParseStatement($"{MemberNames.SetSeq}({InvalidationOf(callback)}.Sequence);\n");
        foreach (var later in SavesIn(region, save))
            editor.RemoveNode(later, Comments.Kept(later));
        var at = callback.Body!.Statements.IndexOf(region);
        editor.ReplaceNode(callback.Body, (current, _) => LockedRegion.WithFirst((BlockSyntax)current, at, save));
    }

    private static MethodDeclarationSyntax? Callback(SyntaxNode node) => node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { Body: not null } method ? method : null;

    private static StatementSyntax? RegionIn(MethodDeclarationSyntax callback, SemanticModel model, Diagnostic diagnostic) =>
        LockedRegion.Find(callback.Body!, diagnostic.Properties.TryGetValue(LockPath.Property, out var name) ? name : null, model);

    private static string? InvalidationOf(MethodDeclarationSyntax callback) =>
        callback.ParameterList.Parameters.Count > 0 ? callback.ParameterList.Parameters[0].Identifier.Text : null;

    // The accepting returns; behind them come the callback itself and the way there.
    private static IEnumerable<Location> PlacesIn(MethodDeclarationSyntax callback, Diagnostic diagnostic) =>
        diagnostic.AdditionalLocations.Prepend(diagnostic.Location)
            .TakeWhile(place => place.SourceTree == callback.SyntaxTree && callback.Body!.Span.Contains(place.SourceSpan));

    // A driver that saved the sequence of its own changes could retry for ever.
    private static bool AsksForOwner(StatementSyntax region) =>
        region.Parent!.DescendantTokens().Any(token => token.ValueText == MemberNames.Owner);

    // The same call, further down: what is first now makes it a repetition.
    private static IEnumerable<StatementSyntax> SavesIn(StatementSyntax region, StatementSyntax save) =>
        region.Parent!.DescendantNodes().OfType<ExpressionStatementSyntax>()
            .Where(statement => statement.Parent is BlockSyntax && SyntaxFactory.AreEquivalent(statement, save));
}

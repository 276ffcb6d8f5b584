using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Callbacks;

/// <summary>3012: goes up to the last page as well, or takes the part of the range that is the notifier's own.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ClipRangeFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public ClipRangeFix()
        : base("NSDK3012", "Clip the range, and go up to its last address")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) => Changed(node, model).Any();

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) => Fix(editor, [(node, diagnostic)]);

    // Several indices of one callback come from the same range.
    private protected override void Fix(DocumentEditor editor, IReadOnlyList<(SyntaxNode Node, Diagnostic Diagnostic)> places)
    {
        foreach (var changed in places.SelectMany(place => Changed(place.Node, editor.SemanticModel)).Distinct().ToList())
        {
            editor.ReplaceNode(changed, (current, _) => current switch
            {
                BinaryExpressionSyntax test => SyntaxFactory.BinaryExpression(
                    SyntaxKind.LessThanOrEqualExpression, test.Left, SyntaxFactory.Token(SyntaxKind.LessThanEqualsToken).WithTriviaFrom(test.OperatorToken), test.Right),
                SimpleNameSyntax name => SyntaxFactory.IdentifierName("Overlap").WithTriviaFrom(name),
                _ => current,
            });
        }
    }

    private static IEnumerable<SyntaxNode> Changed(SyntaxNode node, SemanticModel model)
    {
        if (node is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression })
            return [node];
        var types = WellKnownTypes.For(model.Compilation);
        if (types.Invalidation?.GetMembers("Overlap").IsEmpty != false || node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } callback)
            return [];
        return callback.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            .Where(access => access.Name.Identifier.ValueText == "Range" && model.GetSymbolInfo(access).Symbol is IPropertySymbol property && WellKnownTypes.Is(property.ContainingType, types.Invalidation))
            .Select(access => access.Name);
    }
}

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.CodeFixes.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Sequence;

/// <summary>2002: saves the sequence first under the lock that the callback takes; where it takes none, takes it around all that is left to do.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SaveUnderLockFix : TakeLockFix
{
    /// <summary>Creates the fix.</summary>
    public SaveUnderLockFix()
        : base("NSDK2002")
    {
    }

    private protected override LockedPlace? Around(LockedPlace place, SyntaxNode fault, SemanticModel model)
    {
        if (place is not StatementRun { Block: { Parent: MethodDeclarationSyntax } body } run || AsksForOwner(body) || !IsOfParameter(fault, model))
            return null;
        if (LockedRegion.Find(body) is not { } region)
            return run with { End = body.Statements.Count };
        return LockedRegion.IsOf(run.Taken.Code, region, model) ? new MovedSave(run.Taken, body, run.First, body.Statements.IndexOf(region)) : null;
    }

    // A driver that saved the sequence of its own changes could retry for ever.
    private static bool AsksForOwner(BlockSyntax body) => body.DescendantTokens().Any(token => token.ValueText == MemberNames.Owner);

    private static bool IsOfParameter(SyntaxNode fault, SemanticModel model) =>
        fault is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax, ArgumentList.Arguments: { Count: 1 } arguments }
        && arguments[0].Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner } && model.GetSymbolInfo(owner).Symbol is IParameterSymbol;

    private sealed record MovedSave(TakenLock Taken, BlockSyntax Body, int Save, int Region) : LonePlace(Taken, Body)
    {
        // What is accepted between the two would be accepted without a saved sequence.
        public override bool CanBeLocked(SemanticModel model) =>
            Body.Statements.Skip(Save).Take(Math.Max(0, Region - Save)).SelectMany(statement => statement.DescendantNodesAndSelf()).All(node =>
                node is not (GotoStatementSyntax or LabeledStatementSyntax or ReturnStatementSyntax { Expression: not LiteralExpressionSyntax { Token.ValueText: "false" } }));

        public override SyntaxNode Lock(SyntaxNode current)
        {
            var body = (BlockSyntax)current;
            var save = body.Statements[Save];
            var moved = LockedRegion.WithFirst(body, Region, Comments.WithoutBlankLines(save));
            var from = Save < Region ? Save : Save + moved.Statements.Count - body.Statements.Count;
            var rest = moved.Statements.RemoveAt(from);
            if (from == 0)
                rest = rest.Replace(rest[0], Comments.WithoutBlankLines(rest[0]));
            else if (from < rest.Count && Comments.BlankLines(rest[from]).Count == 0)
                rest = rest.Replace(rest[from], rest[from].WithLeadingTrivia(Comments.BlankLines(save).AddRange(rest[from].GetLeadingTrivia())));
            return moved.WithStatements(rest);
        }
    }
}

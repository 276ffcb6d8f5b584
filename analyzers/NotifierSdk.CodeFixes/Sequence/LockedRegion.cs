using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.CodeFixes.Sequence;

/// <summary>The statements of a method that run with a lock held, where the method takes it unconditionally: one of the method's own statements begins it.</summary>
internal static class LockedRegion
{
    private static readonly HashSet<string> s_takes = ["Enter", "TryEnter", "Wait", "EnterWriteLock", "TryEnterWriteLock", "EnterScope"];
    private static readonly HashSet<string> s_releases = ["Exit", "Release", "ExitWriteLock"];

    /// <summary>The statement behind whose lock everything below runs: a lock, using or try statement, or a using declaration. Null if there is none.</summary>
    public static StatementSyntax? Find(BlockSyntax body)
    {
        for (var i = 0; i < body.Statements.Count; i++)
        {
            var isTaken = body.Statements[i] switch
            {
                LockStatementSyntax => true,
                UsingStatementSyntax scope => scope.Expression is { } expression ? Calls(expression, s_takes) : Calls(scope.Declaration!, s_takes),
                LocalDeclarationStatementSyntax scope => scope.UsingKeyword.Text.Length > 0 && Calls(scope, s_takes),
                TryStatementSyntax { Finally: { } last } => i > 0 && Calls(body.Statements[i - 1], s_takes) && Calls(last, s_releases),
                _ => false,
            };
            if (isTaken)
                return body.Statements[i];
        }

        return null;
    }

    private static bool Calls(SyntaxNode node, HashSet<string> names) =>
        node.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any(call => call.Expression switch
        {
            MemberAccessExpressionSyntax member => names.Contains(member.Name.Identifier.ValueText),
            MemberBindingExpressionSyntax member => names.Contains(member.Name.Identifier.ValueText),
            _ => false,
        });
}

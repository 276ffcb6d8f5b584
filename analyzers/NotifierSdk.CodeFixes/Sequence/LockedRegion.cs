using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using NotifierSdk.CodeFixes.Locks;

namespace NotifierSdk.CodeFixes.Sequence;

/// <summary>The statements of a method that run with a lock held, where the method takes it unconditionally: one of the method's own statements begins it.</summary>
internal static class LockedRegion
{
    private static readonly HashSet<string> s_takes = ["Enter", "TryEnter", "Wait", "EnterWriteLock", "TryEnterWriteLock", "EnterScope"];
    private static readonly HashSet<string> s_releases = ["Exit", "Release", "ExitWriteLock"];

    /// <summary>The first statement behind whose lock everything below runs: a lock, using or try statement, or a using declaration. Null if there is none.</summary>
    public static StatementSyntax? Find(BlockSyntax body) => All(body).FirstOrDefault();

    /// <summary>The first one of a lock; where its name is not known, the only one.</summary>
    public static StatementSyntax? Find(BlockSyntax body, string? name, SemanticModel model) => name is not null
        ? All(body).FirstOrDefault(region => IsOf(name, region, model))
        : All(body).Take(2).ToList() is { Count: 1 } only ? only[0] : null;

    private static IEnumerable<StatementSyntax> All(BlockSyntax body) => body.Statements.Where((statement, at) => statement switch
    {
        LockStatementSyntax => true,
        UsingStatementSyntax scope => scope.Expression is { } expression ? Calls(expression, s_takes) : Calls(scope.Declaration!, s_takes),
        LocalDeclarationStatementSyntax scope => scope.UsingKeyword.Text.Length > 0 && Calls(scope, s_takes),
        TryStatementSyntax { Finally: { } last } => at > 0 && Calls(body.Statements[at - 1], s_takes) && Calls(last, s_releases),
        _ => false,
    });

    /// <summary>Whether that is the only lock that the statement, or what takes the lock for it, names.</summary>
    public static bool IsOf(string name, StatementSyntax region, SemanticModel model)
    {
        var body = (BlockSyntax)region.Parent!;
        IEnumerable<ExpressionSyntax> locks = region switch
        {
            LockStatementSyntax statement => [statement.Expression],
            UsingStatementSyntax scope => Receivers((SyntaxNode?)scope.Expression ?? scope.Declaration!),
            TryStatementSyntax => Receivers(body.Statements[body.Statements.IndexOf(region) - 1]),
            _ => Receivers(region),
        };
        return locks.All(each => LockName.Of(each, model) == name);
    }

    /// <summary>The body with a statement in front of all that run under the lock.</summary>
    public static BlockSyntax WithFirst(BlockSyntax body, int region, StatementSyntax first) => body.Statements[region] is LocalDeclarationStatementSyntax
        ? body.WithStatements(body.Statements.Insert(region + 1, first.WithAdditionalAnnotations(Formatter.Annotation)))
        : body.WithStatements(body.Statements.Replace(body.Statements[region], HoldingStatement.Prepend(body.Statements[region], [first])));

    private static IEnumerable<ExpressionSyntax> Receivers(SyntaxNode taking) =>
        taking.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Where(call => s_takes.Contains(call.Name.Identifier.ValueText)).Select(call => call.Expression);

    private static bool Calls(SyntaxNode node, HashSet<string> names) =>
        node.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any(call => call.Expression switch
        {
            MemberAccessExpressionSyntax member => names.Contains(member.Name.Identifier.ValueText),
            MemberBindingExpressionSyntax member => names.Contains(member.Name.Identifier.ValueText),
            _ => false,
        });
}

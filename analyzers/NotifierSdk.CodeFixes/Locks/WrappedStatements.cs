using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>Statements of one block that are to be put into a block of their own.</summary>
internal static class WrappedStatements
{
    /// <summary>Whether they mean the same there: nothing jumps into them, is seen from outside, or lives until the end of the block around.</summary>
    public static bool CanBe(IReadOnlyList<StatementSyntax> statements, SemanticModel model) =>
        !statements.Any(statement => statement is LocalFunctionStatementSyntax or LabeledStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.Text.Length: > 0 })
        && !statements.SelectMany(statement => statement.DescendantNodes()).Any(node => node is GotoStatementSyntax or LabeledStatementSyntax or YieldStatementSyntax)
        && !statements.Any(statement => statement.ContainsDirectives)
        && model.AnalyzeDataFlow(statements[0], statements[statements.Count - 1]) is { Succeeded: true };

    /// <summary>The variables that they declare and others use.</summary>
    public static IReadOnlyList<ISymbol> DeclaredForOthers(IReadOnlyList<StatementSyntax> statements, SemanticModel model)
    {
        var flow = model.AnalyzeDataFlow(statements[0], statements[statements.Count - 1])!;
        return [.. flow.VariablesDeclared.Where(variable => flow.ReadOutside.Contains(variable) || flow.WrittenOutside.Contains(variable))];
    }

    public static bool Awaits(StatementSyntax statement) => statement.DescendantNodesAndSelf(node => node is not AnonymousFunctionExpressionSyntax and not LocalFunctionStatementSyntax).Any(node => node
        is AwaitExpressionSyntax or ForEachStatementSyntax { AwaitKeyword.Text.Length: > 0 } or UsingStatementSyntax { AwaitKeyword.Text.Length: > 0 });
}

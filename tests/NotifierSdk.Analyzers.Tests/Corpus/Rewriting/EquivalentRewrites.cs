using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NotifierSdk.Analyzers.Tests.Corpus.Rewriting;

/// <summary>Other ways to write the same: what the rules say must not depend on them.</summary>
internal static partial class EquivalentRewrites
{
    public static IReadOnlyList<Rewrite> All { get; } = [.. Statements, .. Handwritings];

    private static IReadOnlyList<Rewrite> Statements =>
    [
        Rewrite.Of<UsingStatementSyntax>("a scope becomes Enter, try and finally", statement =>
            statement.Parent is BlockSyntax && LockOf(statement.Expression) is { } taken ? $"{taken}.Enter(); try {{ {statement.Statement} }} finally {{ {taken}.Exit(); }}" : null),
        Rewrite.Of<UsingStatementSyntax>("a scope becomes a declaration", statement =>
            LockOf(statement.Expression) is not null ? $"{{ using var scopeOfIt = {statement.Expression}; {statement.Statement} }}" : null),
        Rewrite.Of<LockStatementSyntax>("a lock statement becomes Enter, try and finally", statement =>
            $"{{ Monitor.Enter({statement.Expression}); try {{ {statement.Statement} }} finally {{ Monitor.Exit({statement.Expression}); }} }}"),
        Rewrite.Of<LockStatementSyntax>("a lock statement becomes Enter with a flag", statement =>
            $"{{ var wasTaken = false; try {{ Monitor.Enter({statement.Expression}, ref wasTaken); {statement.Statement} }} finally {{ if (wasTaken) Monitor.Exit({statement.Expression}); }} }}"),
        Rewrite.Of<IfStatementSyntax>("a condition is negated and its branches are swapped", statement =>
            $"if (!({statement.Condition})) {{ {statement.Else?.Statement} }} else {{ {statement.Statement} }}"),
        Rewrite.Of<IfStatementSyntax>("a condition is kept in a local", statement =>
            Declares(statement.Condition) ? null : $"{{ var isSo = {statement.Condition}; if (isSo) {{ {statement.Statement} }} else {{ {statement.Else?.Statement} }} }}"),
        Rewrite.Of<IfStatementSyntax>("a conjunction becomes two conditions", statement =>
            statement is { Else: null, Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both } ? $"if ({both.Left}) {{ if ({both.Right}) {{ {statement.Statement} }} }}" : null),
        Rewrite.Of<IfStatementSyntax>("a condition is asked by a switch", statement =>
            statement.Else is not null || statement.DescendantNodes().OfType<BreakStatementSyntax>().Any() ? null : $"switch ({statement.Condition}) {{ case true: {{ {statement.Statement} }} break; default: break; }}"),
        Rewrite.Of<ReturnStatementSyntax>("what is returned is kept in a local", statement =>
            statement.Expression is { } value && value is not LiteralExpressionSyntax ? $"{{ var result = {value}; return result; }}" : null),
        Rewrite.Of<ReturnStatementSyntax>("a return becomes a jump", statement =>
            statement.Expression is LiteralExpressionSyntax value ? $"{{ goto leave; leave: return {value}; }}" : null),
        Rewrite.Of<WhileStatementSyntax>("while becomes for", statement => $"for (; {statement.Condition};) {{ {statement.Statement} }}"),
        Rewrite.Of<WhileStatementSyntax>("while becomes an endless loop that is broken out of", statement => $"for (;;) {{ if (!({statement.Condition})) break; {statement.Statement} }}"),
        Rewrite.Of<ForStatementSyntax>("for becomes while", statement =>
            statement is { Declaration: { } counter, Condition: { } condition } && !statement.DescendantNodes().OfType<ContinueStatementSyntax>().Any()
                ? $"{{ {counter}; while ({condition}) {{ {statement.Statement} {string.Concat(statement.Incrementors.Select(step => $"{step};"))} }} }}"
                : null),
        Rewrite.Of<BlockSyntax>("a body runs once in a loop", block => IsBody(block) && Ends(block) ? $"{{ while (true) {block} }}" : null),
        Rewrite.Of<BlockSyntax>("a body stands in a try whose catch throws again", block => IsBody(block) ? $"{{ try {block} catch {{ throw; }} }}" : null),
        Rewrite.Of<BlockSyntax>("a body stands in a try with an empty finally", block => IsBody(block) ? $"{{ try {block} finally {{ }} }}" : null),
        Rewrite.Of<BlockSyntax>("a body becomes a local function", block =>
            block.Parent is MethodDeclarationSyntax method && IsBody(block) && !method.Modifiers.Any(SyntaxKind.AsyncKeyword) && !method.ParameterList.Parameters.Any(parameter => parameter.Modifiers.Any())
                ? $"{{ {(method.ReturnType.ToString() == "void" ? "" : "return ")}Whole(); {method.ReturnType} Whole() {block} }}"
                : null),
        new Rewrite("a statement becomes a private method", node => node is StatementSyntax statement ? Extracted(statement) : null),
    ];

    private static string? LockOf(ExpressionSyntax? scope) =>
        scope is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "EnterScope" } member } ? member.Expression.ToString() : null;

    private static bool Declares(ExpressionSyntax condition) =>
        condition.DescendantNodesAndSelf().Any(node => node is DeclarationExpressionSyntax or DeclarationPatternSyntax or RecursivePatternSyntax);

    private static bool IsBody(BlockSyntax block) => block.Parent is BaseMethodDeclarationSyntax && !block.DescendantNodes().OfType<YieldStatementSyntax>().Any();

    private static bool Ends(BlockSyntax block) =>
        block.Statements.LastOrDefault() is ReturnStatementSyntax or ThrowStatementSyntax && !block.DescendantNodes().Any(node => node is BreakStatementSyntax or ContinueStatementSyntax);

    // Only what needs nothing of the method around it.
    private static IReadOnlyList<TextChange>? Extracted(StatementSyntax statement) =>
        statement is BlockSyntax or LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax || statement.Parent is not BlockSyntax || LeavesIt(statement)
        || statement.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { Parent: TypeDeclarationSyntax type } method || method.Modifiers.Any(SyntaxKind.StaticKeyword)
            ? null
            : [new TextChange(statement.Span, "Extracted();"), new TextChange(new TextSpan(type.CloseBraceToken.SpanStart, 0), $"private void Extracted() {{ {statement} }}\n")];

    private static bool LeavesIt(StatementSyntax statement) => statement.DescendantNodesAndSelf().Any(node =>
        node is ReturnStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax or YieldStatementSyntax or AwaitExpressionSyntax);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Analyzers.Tests.Corpus.Rewriting;

/// <summary>Tests as modern C# writes them, and locks and receivers under the names that authors give them. Each is tried at a few places of every driver.</summary>
internal static partial class EquivalentRewrites
{
    private const int Places = 2;

    private static IReadOnlyList<Rewrite> Handwritings =>
    [
        Few(Rewrite.Of<PrefixUnaryExpressionSyntax>("a negated answer becomes a property pattern", not =>
            not is { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsBlockable" } asked } ? $"{asked.Expression} is {{ IsBlockable: false }}" : null)),
        Few(Rewrite.Of<IfStatementSyntax>("an answer becomes a property pattern", statement =>
            statement.Condition is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsBlockable" } asked ? $"if ({asked.Expression} is {{ IsBlockable: true }}) {statement.Statement} {statement.Else}" : null)),
        Few(Rewrite.Of<BinaryExpressionSyntax>("an event is matched", test => EventOf(test) is var (left, right) ? $"{left} is {(IsEqual(test) ? "" : "not ")}{right}" : null)),
        Few(Rewrite.Of<BinaryExpressionSyntax>("an event is matched as a property", test =>
            EventOf(test) is (MemberAccessExpressionSyntax asked, var right) ? $"{asked.Expression} is {(IsEqual(test) ? "" : "not ")}{{ Event: {right} }}" : null)),
        Few(Rewrite.Of<IfStatementSyntax>("a condition is matched with true", statement => Declares(statement.Condition) || IsOfCaller(statement) ? null : $"if (({statement.Condition}) is true) {statement.Statement} {statement.Else}")),
        Few(Rewrite.Of<IfStatementSyntax>("a condition is matched with not false", statement => Declares(statement.Condition) || IsOfCaller(statement) ? null : $"if (({statement.Condition}) is not false) {statement.Statement} {statement.Else}")),
        Few(Rewrite.Of<IfStatementSyntax>("a condition is asked twice, each way once", statement =>
            Declares(statement.Condition) || Calls(statement.Condition) || statement.Else is null ? null : $"{{ var isSo = {statement.Condition}; if (isSo) {{ {statement.Statement} }} if (!isSo) {{ {statement.Else.Statement} }} }}")),
        Few(Rewrite.Of<ReturnStatementSyntax>("a constant is returned through a flag", statement =>
            statement.Expression is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression or (int)SyntaxKind.FalseLiteralExpression } value ? $"{{ var outcome = {value}; return outcome; }}" : null)),
        Few(Rewrite.Of<ReturnStatementSyntax>("what is returned is chosen by a switch expression", statement =>
            IsBoolean(statement) ? $"return ({statement.Expression}) switch {{ true => true, false => false }};" : null)),
        Few(Rewrite.Of<ReturnStatementSyntax>("what is returned is chosen by a conditional expression", statement => IsBoolean(statement) ? $"return ({statement.Expression}) ? true : false;" : null)),
        Few(Rewrite.Of<BlockSyntax>("a callback hands the invalidation to a private method", block =>
            block.Parent is MethodDeclarationSyntax { Identifier.ValueText: "OnInvalidate", ReturnType: var returned } && !block.DescendantNodes().Any(node => node is BaseExpressionSyntax)
                ? $"{{ return Core(in invalidation); }} private {returned} Core(in Invalidation invalidation) {block}" : null)),
        Few(Rewrite.Of<LockStatementSyntax>("a lock stands in parentheses", statement => $"lock (({statement.Expression})) {statement.Statement}")),
        Few(Rewrite.Of<LockStatementSyntax>("a lock is forgiven", statement => $"lock ({statement.Expression}!) {statement.Statement}")),
        Few(Rewrite.Of<LockStatementSyntax>("a lock has another name", statement => $"{{ var gate = {statement.Expression}; lock (gate) {statement.Statement} }}")),
        Few(Rewrite.Of<UsingStatementSyntax>("the lock of a scope has another name", statement => LockOf(statement.Expression) is { } taken ? $"{{ var gate = {taken}; using (gate.EnterScope()) {statement.Statement} }}" : null)),
        Few(Rewrite.Of<UsingStatementSyntax>("a scope has a name", statement => LockOf(statement.Expression) is not null ? $"using (var held = {statement.Expression}) {statement.Statement}" : null)),
        Few(Rewrite.Of<ExpressionStatementSyntax>("the object has another name", statement =>
            statement.Expression is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Remove" or "RemoveLater" } } ? $"{{ var me = this; me.{statement} }}" : null)),
        Few(Rewrite.Of<ExpressionStatementSyntax>("the object may be null", statement =>
            statement.Expression is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Remove" or "RemoveLater" } } ? $"this?.{statement}" : null)),
        Few(Rewrite.Of<BlockSyntax>("a body stands in a try whose filter takes all", block => IsBody(block) ? $"{{ try {block} catch (Exception e) when (e is not null) {{ throw; }} }}" : null)),
        Few(Rewrite.Of<BlockSyntax>("a body stands in a try whose catch of one kind throws again", block => IsBody(block) ? $"{{ try {block} catch (InvalidOperationException) {{ throw; }} }}" : null)),
        Few(Rewrite.Of<BlockSyntax>("a body stands in more braces", block => IsBody(block) ? $"{{ {{ {block} }} }}" : null)),
    ];

    private static Rewrite Few(Rewrite rewrite) => rewrite with { MostPlaces = Places };

    // A caller who looks at what a fault returned: that rule reads one statement.
    private static bool IsOfCaller(IfStatementSyntax statement) => statement.Condition.ToString() is var asked && (asked.Contains("Collided", StringComparison.Ordinal) || asked.Contains("Fault(", StringComparison.Ordinal));

    private static bool Calls(ExpressionSyntax condition) => condition.DescendantNodesAndSelf().Any(node => node is InvocationExpressionSyntax);

    private static bool IsEqual(BinaryExpressionSyntax test) => test.IsKind(SyntaxKind.EqualsExpression);

    private static bool IsBoolean(ReturnStatementSyntax statement) =>
        statement.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.BoolKeyword } } && statement.Expression is not (null or LiteralExpressionSyntax)
        && !statement.Ancestors().TakeWhile(node => node is not MethodDeclarationSyntax).Any(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);

    private static (ExpressionSyntax Left, ExpressionSyntax Right)? EventOf(BinaryExpressionSyntax test) =>
        test.Kind() is SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression && test.Right is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "InvalidationEvent" } } ? (test.Left, test.Right) : null;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Robustness.Apart;

/// <summary>
/// The drivers that there are, with each expression at each place replaced by one that refers to the variable it is stored in. Half of them do not compile, as in an editor.
/// </summary>
internal static class SelfReferences
{
    private const string May = "Environment.TickCount > 0";

    // T: the type of the expression E, which stands in a statement; x takes its place there.
    private static readonly string[] s_before =
    [
        "T x = E; x = x ?? E;",
        "T x = E; x ??= x;",
        $"T x = E; x = {May} ? x : E;",
        $"T x = E; x = {May} switch {{ true => x, _ => E }};",
        $"T x = E; while ({May}) x = {May} ? E : x;",
        $"T x; foreach (var turn in new[] {{ 1, 2 }}) x = {May} ? x : E;",
        $"T x = E; for (T y = x; {May}; y = x) x = y;",
        $"T x = E; do {{ T y = x; x = {May} ? y : x; }} while ({May});",
        $"if (E is {{ }} x) x = {May} ? x : E;",
        $"if (E is [_, ..] x) x = {May} ? x : null;",
        $"if (E is var x && {May}) x = {May} ? x : E;",
        $"T x = E; ref var y = ref x; y = {May} ? y : x;",
        $"T x = E; ref var y = ref ({May} ? ref x : ref x); y = x;",
        $"T x = E; ref var y = ref x; y = ref {May} ? ref y : ref x; x = y;",
        "T x = x ?? E;",
        $"T x = {May} ? x : x;",
        "T x = x;",
        "T x = E, y = x; x = y; y = x;",
        $"T x = {May} ? E : y, y = {May} ? x : E; x = y;",
        "T x = E; (x, var y) = (x, x); (y, x) = (x, y);",
        $"T x = E; T Local() => x = {May} ? x : Local(); x = Local();",
        $"T x = E; Func<T, T> made = y => x = {May} ? y : x; x = made(x);",
        $"T x = E; x = x switch {{ var y when {May} => y, {{ }} y => y, _ => x }};",
        "T x = E; x = (x = x) is { } y ? y : x;",
        $"T x = E; try {{ x = x; }} catch {{ x = E; }} finally {{ x = {May} ? x : E; }}",
        "T x = E; x = x?.GetHashCode() > 0 ? x : E;",
        $"T x = E; x = {May} && (x = E) is not null ? x : x;",
        "T x = (T)(object)x!;",
        $"T[] x = [E]; x[0] = {May} ? x[0] : x[^1]; x = (T[])(object)x[0];",
    ];

    // x: the variable in which an expression E is stored.
    private static readonly string[] s_stored =
    [
        "x ?? (E)",
        "(x ??= E)",
        $"{May} ? x : (E)",
        $"{May} ? (E) : x",
        $"{May} switch {{ true => x, _ => E }}",
        "(x = x)",
        "(E) is { } itself ? x : itself",
        "x is [_, .. var rest] ? rest : x",
        $"{May} && x == (E) ? x : x",
    ];

    public static async IAsyncEnumerable<string> InAsync()
    {
        foreach (var source in Corpus.AllDrivers.Sources)
        {
            var document = TestProject.Create(source);
            var model = (await document.GetSemanticModelAsync(TestContext.Current.CancellationToken))!;
            var text = SourceText.From(source);
            foreach (var changed in model.SyntaxTree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<ExpressionSyntax>().SelectMany(expression => ChangesOf(expression, model)))
                yield return text.WithChanges(changed).ToString();
        }
    }

    private static IEnumerable<TextChange[]> ChangesOf(ExpressionSyntax expression, SemanticModel model)
    {
        if (TargetOf(expression) is { } target)
        {
            foreach (var form in s_stored)
                yield return [new TextChange(expression.Span, Fill(form, "", expression, target))];
        }

        var statement = expression.FirstAncestorOrSelf<StatementSyntax>();
        if (statement is not { Parent: BlockSyntax } || model.GetTypeInfo(expression).Type is not { SpecialType: not SpecialType.System_Void, TypeKind: not TypeKind.Error, IsAnonymousType: false } type)
            yield break;
        var name = $"itself{expression.SpanStart}";
        foreach (var form in s_before)
        {
            yield return
            [
                new TextChange(new TextSpan(statement.SpanStart, 0), Fill(form, type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), expression, name) + " "),
                new TextChange(expression.Span, name),
            ];
        }
    }

    private static string? TargetOf(ExpressionSyntax expression) => expression.Parent switch
    {
        AssignmentExpressionSyntax assignment when assignment.Right == expression => assignment.Left.ToString(),
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } => declarator.Identifier.Text,
        _ => null,
    };

    private static string Fill(string form, string type, ExpressionSyntax expression, string name) => string.Concat(SyntaxFactory.ParseTokens(form).Select(token => token.Text switch
    {
        "T" => type + token.TrailingTrivia,
        "E" => expression.ToString() + token.TrailingTrivia,
        "x" => name + token.TrailingTrivia,
        _ => token.ToFullString(),
    }));
}

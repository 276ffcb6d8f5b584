using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Callbacks;

/// <summary>3009: lets the driver lock decide whether it may be waited for. Only for a scope that begins on every path of the callback: what is done before it may be half of something.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class TryLockFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public TryLockFix()
        : base("NSDK3009", "Wait for the lock only if the invalidation is blockable")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        CallbackMethod.Around(node, model) is { } callback && Holding(node) is { } statement && statement.Parent == callback.Body && IsScope(node, model);

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) => Fix(editor, [(node, diagnostic)]);

    private protected override void Fix(DocumentEditor editor, IReadOnlyList<(SyntaxNode Node, Diagnostic Diagnostic)> places)
    {
        foreach (var inCallback in places.GroupBy(place => CallbackMethod.Around(place.Node, editor.SemanticModel)!, place => (InvocationExpressionSyntax)place.Node))
        {
            var names = new HashSet<string>(inCallback.Key.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText));
            foreach (var scope in inCallback.OrderBy(scope => scope.SpanStart))
                Fix(editor, scope, CallbackMethod.InvalidationOf(inCallback.Key), FreeName(names));
        }
    }

    private static void Fix(DocumentEditor editor, InvocationExpressionSyntax scope, string invalidation, string name)
    {
        var gate = ((MemberAccessExpressionSyntax)scope.Expression).Expression.WithoutTrivia();
        var statement = Holding(scope)!;
        var question = SyntaxFactory.ParseStatement($"if (!{gate}.TryEnter(in {invalidation}, out var {name}))\nreturn false;\n").WithAdditionalAnnotations(Formatter.Annotation);
        editor.InsertBefore(statement, question);
        editor.ReplaceNode(scope, SyntaxFactory.IdentifierName(name).WithTriviaFrom(scope));
        editor.ReplaceNode(statement, (current, _) => current.WithLeadingTrivia(current.GetLeadingTrivia().Insert(0, SyntaxFactory.LineFeed)));
    }

    private static string FreeName(HashSet<string> names)
    {
        var (name, number) = ("scope", 1);
        while (!names.Add(name))
            name = $"scope{++number}";
        return name;
    }

    // using (_lock.EnterScope()) or using var held = _lock.EnterScope();
    private static StatementSyntax? Holding(SyntaxNode scope) => scope.Parent switch
    {
        UsingStatementSyntax statement when statement.Expression == scope => statement,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: StatementSyntax statement } } } => statement switch
        {
            UsingStatementSyntax => statement,
            LocalDeclarationStatementSyntax { UsingKeyword.Text.Length: > 0 } => statement,
            _ => null,
        },
        _ => null,
    };

    private static bool IsScope(SyntaxNode node, SemanticModel model)
    {
        var types = WellKnownTypes.For(model.Compilation);
        return node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax, ArgumentList.Arguments.Count: 0 }
            && model.GetSymbolInfo(node).Symbol is IMethodSymbol { Name: "EnterScope" } method && WellKnownTypes.Is(method.ContainingType, types.DriverLock);
    }
}

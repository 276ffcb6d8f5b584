using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>
/// 5010: the scope of an invalidation in which nothing changes, and the change beside it. A scope with nothing beside it may be meant so: it announces what has no other effect. So the change must be seen: a
/// statement of the same block that stores or calls something that sounds like a change, with what the range is made of.
/// </summary>
internal static class ScopeBesideChange
{
    private static readonly string[] s_changes =
    [
        "Write", "Store", "Unmap", "Map", "Remap", "Move", "Protect", "Mprotect", "Munmap", "Mremap", "Madvise", "Free", "Discard", "Decommit", "Change", "Clear", "Zero", "Fill", "Copy", "Set", "Poke", "Patch",
        "Load", "Punch", "Migrate", "Swap", "Replace", "Apply", "Resize", "Truncate", "Shrink", "Update", "Erase", "Overwrite", "Remove", "Unlink",
    ];

    public static void Check(IInvocationOperation begin, WellKnownTypes types, Action<Diagnostic> report)
    {
        if (begin.SemanticModel is not { } model)
            return;
        if (EmptyScope(begin.Syntax) is not { } statement || statement.Parent is not BlockSyntax block)
        {
            if (begin.Syntax.FirstAncestorOrSelf<UsingStatementSyntax>() is { Statement: BlockSyntax inside } computing && IsResourceOf(begin.Syntax, computing) && PreparedChange.Behind(computing, inside, model) is { } made)
                Report(begin, made, "after", report);
            return;
        }

        var names = NamesIn(begin);
        if (names.Count == 0)
            return;
        var at = block.Statements.IndexOf(statement);
        var (behind, ahead) = (block.Statements.Skip(at + 1), block.Statements.Take(at).Reverse());
        if ((behind.FirstOrDefault(other => Changes(other, names, model, types)) ?? ahead.FirstOrDefault(other => Changes(other, names, model, types))) is { } change)
            Report(begin, change, change.SpanStart > statement.SpanStart ? "after" : "before", report);
    }

    private static void Report(IInvocationOperation begin, SyntaxNode change, string where, Action<Diagnostic> report)
    {
        var place = change.GetLocation();
        report(Diagnostic.Create(LifetimeRules.ScopeBesideChange, begin.Syntax.GetLocation(), [place], Flow.Lines.Number(place), where));
    }

    private static bool IsResourceOf(SyntaxNode begin, UsingStatementSyntax statement) =>
        statement.Expression == begin || (statement.Declaration is { Variables: { Count: 1 } variables } && variables[0].Initializer?.Value == begin);

    // using (begin) { }, begin.Dispose(), or a using declaration with nothing behind it.
    private static StatementSyntax? EmptyScope(SyntaxNode begin) => begin.Parent switch
    {
        UsingStatementSyntax { Statement: BlockSyntax { Statements.Count: 0 } or EmptyStatementSyntax } statement => statement,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose", Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement } } => statement,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Parent: UsingStatementSyntax { Statement: BlockSyntax { Statements.Count: 0 } or EmptyStatementSyntax } statement } } } => statement,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.UsingKeyword, Parent: BlockSyntax block } statement } } }
            when block.Statements.Last() == statement => statement,
        _ => null,
    };

    // The variables and fields that say which range it is.
    private static HashSet<string> NamesIn(IInvocationOperation begin)
    {
        var range = begin.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value;
        return [.. (range?.DescendantsAndSelf() ?? []).Select(part => part switch
        {
            ILocalReferenceOperation local => local.Local.Name,
            IParameterReferenceOperation parameter => parameter.Parameter.Name,
            IFieldReferenceOperation { Field.IsConst: false } field => field.Field.Name,
            _ => null,
        }).OfType<string>()];
    }

    private static bool Changes(StatementSyntax statement, HashSet<string> names, SemanticModel model, WellKnownTypes types)
    {
        if (statement is not ExpressionStatementSyntax { Expression: var expression })
            return false;
        if (expression is AwaitExpressionSyntax awaited)
            expression = awaited.Expression;
        return expression switch
        {
            AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PointerIndirectionExpression } } store => Mentions(store.Left, names),
            InvocationExpressionSyntax call => Mentions(call.ArgumentList, names) && SoundsLikeChange(call, model, types),
            _ => false,
        };
    }

    private static bool Mentions(SyntaxNode node, HashSet<string> names) => node.DescendantNodes().Any(part => part is IdentifierNameSyntax name && names.Contains(name.Identifier.ValueText));

    // The driver itself, and what stands for the space, are not what is shadowed.
    private static bool SoundsLikeChange(InvocationExpressionSyntax call, SemanticModel model, WellKnownTypes types)
    {
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol method || types.IsNotifier(method.ContainingType) || method.HasAttribute(types.Fault) || method.ContainingNamespace?.Name == "NotifierSdk")
            return false;
        if (method.ContainingType.Name is "Console" or "Debug" or "Trace" or "Assert" or "Interlocked")
            return false;
        var name = method.MethodKind == MethodKind.DelegateInvoke ? (call.Expression as IdentifierNameSyntax)?.Identifier.ValueText.TrimStart('_') : method.Name;
        return name is not null && s_changes.Any(verb => name.StartsWith(verb, StringComparison.OrdinalIgnoreCase));
    }
}

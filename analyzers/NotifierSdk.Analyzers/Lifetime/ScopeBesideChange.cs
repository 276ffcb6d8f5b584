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
        "Evict", "Release", "Reset", "Wipe", "Delete", "Unplug", "Relocate", "Reclaim",
    ];

    // Of what only changes, and returns nothing that somebody may want to have read.
    private static readonly string[] s_surelyChanges =
        ["Write", "Store", "Unmap", "Remap", "Protect", "Mprotect", "Munmap", "Mremap", "Madvise", "Free", "Discard", "Decommit", "Clear", "Zero", "Punch", "Replace", "Truncate", "Shrink", "Erase", "Overwrite", "Remove", "Unlink", "Evict", "Wipe", "Delete", "Unplug", "Relocate", "Reclaim"];

    private static readonly string[] s_tells = ["Log", "Trace", "Debug", "WriteLine"];

    public static void Check(IInvocationOperation begin, WellKnownTypes types, Action<Diagnostic> report)
    {
        if (begin.SemanticModel is not { } model)
            return;
        if (ReturnedBy(begin.Syntax) is { } maker)
        {
            foreach (var call in CallsOf(maker))
                Check(call, [.. IdentifiersIn(call.ArgumentList)], model, types, report);
        }
        else
        {
            Check(begin.Syntax, NamesIn(begin), model, types, report);
        }
    }

    private static void Check(SyntaxNode begin, HashSet<string> names, SemanticModel model, WellKnownTypes types, Action<Diagnostic> report)
    {
        if (begin.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose", Parent: InvocationExpressionSyntax { Parent: ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax whole } } })
        {
            InCallers(begin, whole, model, types, report);
            return;
        }

        if (EmptyScope(begin) is not { } statement || statement.Parent is not BlockSyntax block)
        {
            if (begin.FirstAncestorOrSelf<UsingStatementSyntax>() is { Statement: BlockSyntax inside } computing && IsResourceOf(begin, computing) && PreparedChange.Behind(computing, inside, model) is { } made)
                Report(begin, made, "after", report);
            return;
        }

        if (ChangeBeside(statement, block, names, model, types) is { } change)
            Report(begin, change, change.SpanStart > statement.SpanStart ? "after" : "before", report);
        else if (block.Statements.Count == 1 && block.Parent is MethodDeclarationSyntax announcer)
            InCallers(begin, announcer, model, types, report);
    }

    // A private helper that begins the invalidation for its callers, and does no more.
    private static MethodDeclarationSyntax? ReturnedBy(SyntaxNode begin) => begin.Parent switch
    {
        ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } => method,
        ReturnStatementSyntax { Parent: BlockSyntax { Statements.Count: 1, Parent: MethodDeclarationSyntax method } } => method,
        _ => null,
    };

    // Those of a method that nobody else sees.
    private static IEnumerable<InvocationExpressionSyntax> CallsOf(MethodDeclarationSyntax helper) =>
        helper.Parent is not TypeDeclarationSyntax type || helper.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword) ? []
            : type.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(call => call.Expression is IdentifierNameSyntax name && name.Identifier.ValueText == helper.Identifier.ValueText);

    // A helper that announces and does no more: what changes stands where it is called.
    private static void InCallers(SyntaxNode begin, MethodDeclarationSyntax announcer, SemanticModel model, WellKnownTypes types, Action<Diagnostic> report)
    {
        foreach (var call in CallsOf(announcer))
        {
            if (call.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax around } statement || ChangeBeside(statement, around, [.. IdentifiersIn(call.ArgumentList)], model, types) is not { } change)
                continue;
            Report(begin, change, change.SpanStart > statement.SpanStart ? "after" : "before", report);
            return;
        }
    }

    private static StatementSyntax? ChangeBeside(StatementSyntax scope, BlockSyntax block, HashSet<string> names, SemanticModel model, WellKnownTypes types)
    {
        if (names.Count == 0)
            return null;
        var at = block.Statements.IndexOf(scope);
        return block.Statements.Skip(at + 1).FirstOrDefault(other => Changes(other, names, model, types)) ?? block.Statements.Take(at).Reverse().FirstOrDefault(other => Changes(other, names, model, types));
    }

    private static void Report(SyntaxNode begin, SyntaxNode change, string where, Action<Diagnostic> report)
    {
        var place = change.GetLocation();
        report(Diagnostic.Create(LifetimeRules.ScopeBesideChange, begin.GetLocation(), [place], Flow.Lines.Number(place), where));
    }

    private static bool IsResourceOf(SyntaxNode begin, UsingStatementSyntax statement) =>
        statement.Expression == begin || (statement.Declaration is { Variables: { Count: 1 } variables } && variables[0].Initializer?.Value == begin);

    // using (begin) { }, begin.Dispose(), or a using declaration with nothing behind it.
    private static StatementSyntax? EmptyScope(SyntaxNode begin) => begin.Parent switch
    {
        UsingStatementSyntax { Statement: var inside } statement when IsEmpty(inside) => statement,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose", Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement } } => statement,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Parent: UsingStatementSyntax { Statement: var inside } statement } } } when IsEmpty(inside) => statement,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.UsingKeyword, Parent: BlockSyntax block } statement } } }
            when block.Statements.Last() == statement => statement,
        _ => null,
    };

    // Nothing happens in it, but that somebody is told.
    private static bool IsEmpty(StatementSyntax inside) => inside switch
    {
        EmptyStatementSyntax => true,
        BlockSyntax block => block.Statements.All(IsEmpty),
        ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } => s_tells.Any(verb => NameOf(call)?.StartsWith(verb, StringComparison.OrdinalIgnoreCase) == true),
        ExpressionStatementSyntax { Expression: PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression, Operand: IdentifierNameSyntax } } => true, // a counter
        _ => false,
    };

    private static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText.TrimStart('_'),
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        _ => null,
    };

    // The variables and fields that say which range it is.
    private static HashSet<string> NamesIn(IInvocationOperation begin)
    {
        var range = begin.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value;
        var made = range is ILocalReferenceOperation { Local: { DeclaringSyntaxReferences: { Length: 1 } declarations } } && declarations[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value }
            ? begin.SemanticModel!.GetOperation(value) : null;
        return [.. (range?.DescendantsAndSelf() ?? []).Concat(made?.DescendantsAndSelf() ?? []).Select(part => part switch
        {
            ILocalReferenceOperation { Local.IsConst: false } local => local.Local.Name,
            IParameterReferenceOperation parameter => parameter.Parameter.Name,
            IFieldReferenceOperation { Field.IsConst: false } field => field.Field.Name,
            _ => null,
        }).OfType<string>()];
    }

    private static bool Changes(StatementSyntax statement, HashSet<string> names, SemanticModel model, WellKnownTypes types)
    {
        if (statement is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or LockStatementSyntax or BlockSyntax)
            return !Announces(statement) && ChangesIn(statement, [.. names], model, types);
        var expression = statement switch
        {
            ExpressionStatementSyntax { Expression: var whole } => whole,
            ReturnStatementSyntax { Expression: { } returned } => returned,
            LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } => variables[0].Initializer?.Value,
            _ => null,
        };
        return (expression is AwaitExpressionSyntax awaited ? awaited.Expression : expression) switch
        {
            AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PointerIndirectionExpression } } store => Mentions(store.Left, names),
            InvocationExpressionSyntax call => Mentions(call.ArgumentList, names) && (HelperOf(call, model, types) is { } helper
                ? !Announces(helper) && (Sounds(call, model, types) || ChangesInside(helper, call, names, model, types))
                : Sounds(call, model, types)),
            _ => false,
        };
    }

    // What is called for its value may only read.
    private static bool Sounds(InvocationExpressionSyntax call, SemanticModel model, WellKnownTypes types) =>
        SoundsLikeChange(call, model, types, call.Parent is ExpressionStatementSyntax or AwaitExpressionSyntax { Parent: ExpressionStatementSyntax } ? s_changes : s_surelyChanges);

    // A method of the type itself, or of another one that is no driver, which stands in the same file.
    private static MethodDeclarationSyntax? HelperOf(InvocationExpressionSyntax call, SemanticModel model, WellKnownTypes types) =>
        model.GetSymbolInfo(call).Symbol is IMethodSymbol { IsVirtual: false, IsAbstract: false, MethodKind: MethodKind.Ordinary, DeclaringSyntaxReferences: { Length: 1 } declarations } method && !types.IsNotifier(method.ContainingType)
        && declarations[0].SyntaxTree == call.SyntaxTree ? declarations[0].GetSyntax() as MethodDeclarationSyntax : null;

    // It has a scope of its own.
    private static bool Announces(SyntaxNode code) =>
        code.DescendantNodes().Any(node => node is IdentifierNameSyntax { Identifier.ValueText: MemberNames.BeginInvalidate or MemberNames.TryBeginInvalidate });

    // It changes what the arguments say.
    private static bool ChangesInside(MethodDeclarationSyntax helper, InvocationExpressionSyntax call, HashSet<string> names, SemanticModel model, WellKnownTypes types)
    {
        var inside = new HashSet<string>();
        foreach (var (argument, at) in call.ArgumentList.Arguments.Select((argument, at) => (argument, at)))
        {
            if (argument.NameColon is null && at < helper.ParameterList.Parameters.Count && IdentifiersIn(argument).Any(names.Contains))
                inside.Add(helper.ParameterList.Parameters[at].Identifier.ValueText);
        }

        return ChangesIn(helper, inside, model, types);
    }

    // Of what is named, or of what is made of that.
    private static bool ChangesIn(SyntaxNode code, HashSet<string> names, SemanticModel model, WellKnownTypes types)
    {
        foreach (var node in code.DescendantNodesAndSelf())
        {
            if (node is ForEachStatementSyntax loop && Mentions(loop.Expression, names))
                names.Add(loop.Identifier.ValueText);
            else if (node is VariableDeclaratorSyntax { Initializer.Value: { } value } variable && Mentions(value, names))
                names.Add(variable.Identifier.ValueText);
        }

        return code.DescendantNodes().Any(node => node switch
        {
            AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PointerIndirectionExpression } } store => Mentions(store.Left, names),
            InvocationExpressionSyntax inner => Mentions(inner.ArgumentList, names) && Sounds(inner, model, types),
            _ => false,
        });
    }

    private static IEnumerable<string> IdentifiersIn(SyntaxNode node) => node.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText);

    private static bool Mentions(SyntaxNode node, HashSet<string> names) => node.DescendantNodesAndSelf().Any(part => part is IdentifierNameSyntax name && names.Contains(name.Identifier.ValueText));

    // The driver itself, and what stands for the space, are not what is shadowed.
    private static bool SoundsLikeChange(InvocationExpressionSyntax call, SemanticModel model, WellKnownTypes types, string[] verbs)
    {
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol method || types.IsNotifier(method.ContainingType) || method.HasAttribute(types.Fault) || method.ContainingNamespace?.Name == "NotifierSdk")
            return false;
        if (method.ContainingType.Name is "Console" or "Debug" or "Trace" or "Assert" or "Interlocked")
            return false;
        var name = method.MethodKind == MethodKind.DelegateInvoke ? (call.Expression as IdentifierNameSyntax)?.Identifier.ValueText.TrimStart('_') : method.Name;
        return name is not null && verbs.Any(verb => name.StartsWith(verb, StringComparison.OrdinalIgnoreCase));
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Analyzers;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>
/// Code that can run under a lock as it runs without: as far as can be seen it takes none and waits for nobody. What cannot be seen, as an override or a
/// delegate, may do both.
/// </summary>
internal static class QuietCode
{
    // Of code that runs more members than that nobody says so at a glance.
    private const int MostMembers = 64;

    private static readonly HashSet<string> s_quietOfRuntime = [MemberNames.SetSeq, MemberNames.ReadRetry, MemberNames.CheckRetry, "IsInserted", "Range"];
    private static readonly HashSet<string> s_quietOfThreading = ["Interlocked", "Volatile", "CancellationToken"];

    public static bool Is(SyntaxNode code, SemanticModel model)
    {
        var known = new HashSet<SyntaxNode>();
        var open = new Stack<(SyntaxNode Code, SemanticModel Model)>();
        open.Push((code, model));
        while (open.Count > 0)
        {
            (code, model) = open.Pop();
            if (!known.Add(code))
                continue;
            if (known.Count > MostMembers || !code.DescendantNodesAndSelf(node => node is not AttributeListSyntax).All(node => Is(node, model, open)))
                return false;
        }

        return true;
    }

    private static bool Is(SyntaxNode node, SemanticModel model, Stack<(SyntaxNode Code, SemanticModel Model)> open) => node switch
    {
        LockStatementSyntax or UsingStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.Text.Length: > 0 } => false,
        NameSyntax or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax => IsCallable(model.GetSymbolInfo(node).Symbol, model, open),
        InvocationExpressionSyntax call => model.GetSymbolInfo(call).Symbol is IMethodSymbol { MethodKind: not MethodKind.DelegateInvoke } method && IsCallable(method, model, open)
            || call is { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } },
        _ => true,
    };

    // What has its source here is looked at next, and must be quiet too.
    private static bool IsCallable(ISymbol? symbol, SemanticModel model, Stack<(SyntaxNode Code, SemanticModel Model)> open)
    {
        if (symbol is not (IMethodSymbol or IPropertySymbol))
            return true;
        var types = WellKnownTypes.For(model.Compilation);
        if (symbol.HasAttribute(types.RequiresLock))
            return true;
        if (symbol.DeclaringSyntaxReferences.Length > 0)
        {
            foreach (var declaration in symbol.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()))
                open.Push((declaration, declaration.SyntaxTree == model.SyntaxTree ? model : model.Compilation.GetSemanticModel(declaration.SyntaxTree)));
            return !symbol.IsVirtual && !symbol.IsAbstract && !symbol.IsOverride && !symbol.IsExtern;
        }

        if (WellKnownTypes.Is(symbol.ContainingAssembly, types.IntervalNotifier?.ContainingAssembly))
            return symbol.ContainingType.IsValueType || s_quietOfRuntime.Contains(symbol.Name);
        return !IsOfThreading(symbol.ContainingType);
    }

    private static bool IsOfThreading(INamedTypeSymbol type) =>
        type.ContainingNamespace is { } space && space.ToDisplayString().StartsWith("System.Threading", StringComparison.Ordinal) && !s_quietOfThreading.Contains(type.Name);
}

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
    private const int Deepest = 4;

    private static readonly HashSet<string> s_quietOfRuntime = [MemberNames.SetSeq, MemberNames.ReadRetry, MemberNames.CheckRetry, "IsInserted", "Range"];
    private static readonly HashSet<string> s_quietOfThreading = ["Interlocked", "Volatile", "CancellationToken"];

    public static bool Is(SyntaxNode code, SemanticModel model) => Is(code, model, Deepest);

    private static bool Is(SyntaxNode code, SemanticModel model, int depth) => code.DescendantNodesAndSelf(node => node is not AttributeListSyntax).All(node => node switch
    {
        LockStatementSyntax or UsingStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.Text.Length: > 0 } => false,
        NameSyntax or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax => IsCallable(model.GetSymbolInfo(node).Symbol, model, depth),
        InvocationExpressionSyntax call => model.GetSymbolInfo(call).Symbol is IMethodSymbol { MethodKind: not MethodKind.DelegateInvoke } method && IsCallable(method, model, depth)
            || call is { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } },
        _ => true,
    });

    private static bool IsCallable(ISymbol? symbol, SemanticModel model, int depth)
    {
        if (symbol is not (IMethodSymbol or IPropertySymbol))
            return true;
        var types = WellKnownTypes.For(model.Compilation);
        if (symbol.HasAttribute(types.RequiresLock))
            return true;
        if (symbol.DeclaringSyntaxReferences.Length > 0)
            return depth > 0 && !symbol.IsVirtual && !symbol.IsAbstract && !symbol.IsOverride && !symbol.IsExtern && symbol.DeclaringSyntaxReferences.All(reference => IsQuiet(reference, model, depth - 1));
        if (WellKnownTypes.Is(symbol.ContainingAssembly, types.IntervalNotifier?.ContainingAssembly))
            return symbol.ContainingType.IsValueType || s_quietOfRuntime.Contains(symbol.Name);
        return !IsOfThreading(symbol.ContainingType);
    }

    private static bool IsQuiet(SyntaxReference declared, SemanticModel model, int depth)
    {
        var declaration = declared.GetSyntax();
        return Is(declaration, declaration.SyntaxTree == model.SyntaxTree ? model : model.Compilation.GetSemanticModel(declaration.SyntaxTree), depth);
    }

    private static bool IsOfThreading(INamedTypeSymbol type) =>
        type.ContainingNamespace is { } space && space.ToDisplayString().StartsWith("System.Threading", StringComparison.Ordinal) && !s_quietOfThreading.Contains(type.Name);
}

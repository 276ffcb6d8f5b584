using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>A method of a notifier that waits for invalidations of its own object, as <c>Close() => Remove()</c>, read off its declaration: callers of another type see nothing but its name.</summary>
internal static class WaitingMethod
{
    // A helper of a helper of a helper.
    private const int MostHelpers = 3;

    /// <summary>What waits, of the members of every notifier.</summary>
    public static HashSet<string> Names { get; } =
        [MemberNames.Remove, MemberNames.RemoveAsync, MemberNames.TryRemove, MemberNames.ReadBegin, MemberNames.ReadBeginAsync, MemberNames.WaitReadable, MemberNames.WaitReadableAsync];

    // Weak: it keeps no compilation alive.
    private static readonly ConditionalWeakTable<IMethodSymbol, StrongBox<bool>> s_known = new();

    public static bool Is(IMethodSymbol method, WellKnownTypes types)
    {
        if (!types.IsNotifier(method.ContainingType))
            return false;
        if (!s_known.TryGetValue(method, out var waits))
            waits = s_known.GetValue(method, each => new(Waits(each, MostHelpers, types)));
        return waits.Value;
    }

    private static bool Waits(IMethodSymbol method, int helpers, WellKnownTypes types) =>
        method is { MethodKind: MethodKind.Ordinary, IsAbstract: false } && !((method.IsVirtual || method.IsOverride) && !method.IsSealed && !method.ContainingType.IsSealed)
        && method.DeclaringSyntaxReferences.Length == 1 && method.DeclaringSyntaxReferences[0].GetSyntax() is MethodDeclarationSyntax declaration
        && declaration.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<InvocationExpressionSyntax>()
            .Any(call => NameOf(call) is { } name && !AsksCaller(call, declaration) && IsWait(name, method.ContainingType, helpers, types));

    private static bool IsWait(string name, INamedTypeSymbol notifier, int helpers, WellKnownTypes types)
    {
        for (INamedTypeSymbol? at = notifier; at is not null && !WellKnownTypes.Is(at, types.IntervalNotifier); at = at.BaseType)
        {
            var own = at.GetMembers(name);
            if (own.Length > 0)
                return own.Length == 1 && own[0] is IMethodSymbol method && (method.HasAttribute(types.Fault) || (helpers > 0 && Waits(method, helpers - 1, types)));
        }

        return Names.Contains(name);
    }

    private static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax, Name.Identifier.ValueText: var name } => name,
        _ => null,
    };

    // A parameter tells whether to wait, or the method has returned already for what it tells.
    private static bool AsksCaller(SyntaxNode call, MethodDeclarationSyntax method)
    {
        var parameters = new HashSet<string>(method.ParameterList.Parameters.Select(parameter => parameter.Identifier.ValueText));
        return parameters.Count > 0 && method.DescendantNodes().OfType<IfStatementSyntax>().Any(asked => asked.SpanStart < call.SpanStart
            && asked.Condition.DescendantNodesAndSelf().Any(node => node is IdentifierNameSyntax { Parent: not MemberAccessExpressionSyntax } name && parameters.Contains(name.Identifier.ValueText)));
    }
}

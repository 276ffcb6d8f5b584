using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Analyzers.Callbacks.Blocking;

/// <summary>
/// Whether a method of another type of the project waits, read off its declaration and those of the methods of that type that it calls: for a member of that type, or for a time that it does not take from its caller. A method that is told
/// something by which it could decide whether to wait counts only if it does nothing but wait.
/// </summary>
internal static class WaitsElsewhere
{
    // Through more methods than that nobody leads a wait, be it the author.
    private const int MostMethods = 16;

    private static readonly ConditionalWeakTable<ISymbol, object> s_known = new();

    public static bool In(IMethodSymbol method)
    {
        method = method.OriginalDefinition;
        if (!s_known.TryGetValue(method, out var found))
            found = s_known.GetValue(method, static each => Find((IMethodSymbol)each));
        return (bool)found;
    }

    private static bool Find(IMethodSymbol first)
    {
        var known = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        var open = new Stack<IMethodSymbol>();
        open.Push(first);
        while (open.Count > 0 && known.Count < MostMethods)
        {
            var method = open.Pop();
            if (!known.Add(method) || DeclarationOf(method) is not { } declaration)
                continue;
            var calls = declaration.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<InvocationExpressionSyntax>().ToList();
            if (method.Parameters.Any(MayTell) && !(calls.Count == 1 && IsAll(calls[0], declaration)))
                continue;
            if (calls.Any(call => IsWait(call, method)))
                return true;
            foreach (var own in calls.Select(call => OwnMethod(call, method)).OfType<IMethodSymbol>())
                open.Push(own);
        }

        return false;
    }

    private static MethodDeclarationSyntax? DeclarationOf(IMethodSymbol method) =>
        !method.IsVirtual && !method.IsAbstract && !method.IsOverride && !method.IsAsync && !method.IsExtern && method.DeclaringSyntaxReferences.Length == 1
            ? method.DeclaringSyntaxReferences[0].GetSyntax() as MethodDeclarationSyntax
            : null;

    // Whether to wait, or how long.
    private static bool MayTell(IParameterSymbol parameter) =>
        parameter.Type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Int32 or SpecialType.System_Int64
        || parameter.Type.TypeKind is TypeKind.Enum or TypeKind.Delegate
        || parameter.Type.Name is "TimeSpan" or "Nullable" or "Invalidation" or "CancellationToken";

    private static bool IsAll(InvocationExpressionSyntax call, MethodDeclarationSyntax method) => call.Parent is ArrowExpressionClauseSyntax or ReturnStatementSyntax || (call.Parent is ExpressionStatementSyntax && method.Body is { Statements.Count: 1 });

    // _idle.Wait(), this.done.WaitOne(), Thread.Sleep(1), flush.GetAwaiter().GetResult()
    private static bool IsWait(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        if (call.Expression is not MemberAccessExpressionSyntax { Expression: var awaited, Name.Identifier.ValueText: var wait })
            return false;
        if (wait == "GetResult")
            return awaited is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetAwaiter" } };
        if (!call.ArgumentList.Arguments.All(argument => argument.Expression is LiteralExpressionSyntax { Token.ValueText: not "0" } || IsHandedOn(argument.Expression, method)))
            return false;
        var name = awaited switch
        {
            IdentifierNameSyntax { Identifier.ValueText: var simple } => simple,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var own } => own,
            _ => null,
        };
        if (name is null)
            return false;
        if (MemberType(name, method.ContainingType) is not { } type)
            return name == "Thread" && wait == "Sleep";
        for (var at = type as INamedTypeSymbol; at is not null; at = at.BaseType)
        {
            if (Waits.IsSystem(at) && Waits.IsWait(at.Name, wait))
                return true;
        }

        return false;
    }

    private static bool IsHandedOn(ExpressionSyntax argument, IMethodSymbol method) => argument is IdentifierNameSyntax { Identifier.ValueText: var name } && method.Parameters.Any(parameter => parameter.Name == name);

    private static ITypeSymbol? MemberType(string name, INamedTypeSymbol declaring)
    {
        for (var type = declaring; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(name))
            {
                if (((member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type) is { } kind)
                    return kind;
            }
        }

        return declaring.InstanceConstructors.SelectMany(constructor => constructor.Parameters).FirstOrDefault(parameter => parameter.Name == name)?.Type;
    }

    private static IMethodSymbol? OwnMethod(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        var name = call.Expression switch
        {
            IdentifierNameSyntax { Identifier.ValueText: var simple } => simple,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var own } => own,
            _ => null,
        };
        return name is null ? null : method.ContainingType.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(own => own.Parameters.Length == call.ArgumentList.Arguments.Count);
    }
}

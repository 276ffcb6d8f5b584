using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>
/// What a method of another type of the project calls on the object that it is handed, read off its declaration: only what it calls in any case, and not in a function inside it, which may run later.
/// </summary>
internal static class HandedOver
{
    // Through more methods than that nobody hands it on.
    private const int MostMethods = 8;

    /// <summary>The names of the methods that are called on the object; none if the call does not hand it over, or that is not certain.</summary>
    public static IEnumerable<string> CalledBy(IInvocationOperation call, INamedTypeSymbol self)
    {
        if (call.Arguments.FirstOrDefault(argument => Receiver.Of(argument.Value) is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance })?.Parameter is not { } parameter
            || SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, self) || DeclarationOf(call.TargetMethod) is not { } method)
        {
            return [];
        }

        return Called(method, parameter, call.TargetMethod.ContainingType).ToList();
    }

    // By the method, or by others of its type that it hands the object on to.
    private static IEnumerable<string> Called(MethodDeclarationSyntax first, IParameterSymbol parameter, INamedTypeSymbol declaring)
    {
        var known = new HashSet<MethodDeclarationSyntax>();
        var open = new Stack<(MethodDeclarationSyntax Method, string Name)>();
        open.Push((first, parameter.Name));
        while (open.Count > 0)
        {
            var (method, name) = open.Pop();
            if (!known.Add(method) || known.Count > MostMethods)
                continue;
            foreach (var inner in method.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<InvocationExpressionSyntax>())
            {
                if (ReceiverOf(inner) == name && !IsAsked(inner, method))
                    yield return NameOf(inner);
                var at = inner.ArgumentList.Arguments.IndexOf(argument => argument.Expression is IdentifierNameSyntax { Identifier.ValueText: var handed } && handed == name);
                if (at >= 0 && !IsAsked(inner, method) && OwnMethod(inner, declaring) is { } own && at < own.Parameters.Length && DeclarationOf(own) is { } next)
                    open.Push((next, own.Parameters[at].Name));
            }
        }
    }

    private static IMethodSymbol? OwnMethod(InvocationExpressionSyntax call, INamedTypeSymbol declaring)
    {
        var name = call.Expression switch
        {
            IdentifierNameSyntax { Identifier.ValueText: var simple } => simple,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var own } => own,
            _ => null,
        };
        return name is null ? null : declaring.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(own => own.Parameters.Length == call.ArgumentList.Arguments.Count);
    }

    private static MethodDeclarationSyntax? DeclarationOf(IMethodSymbol method) =>
        !method.IsVirtual && !method.IsAbstract && !method.IsOverride && !method.IsAsync && method.DeclaringSyntaxReferences.Length == 1
            ? method.DeclaringSyntaxReferences[0].GetSyntax() as MethodDeclarationSyntax
            : null;

    private static string? ReceiverOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name } => name.Identifier.ValueText,
        MemberBindingExpressionSyntax when call.Parent is ConditionalAccessExpressionSyntax { Expression: IdentifierNameSyntax name } => name.Identifier.ValueText,
        _ => null,
    };

    private static string NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax member => member.Name.Identifier.ValueText,
        _ => "",
    };

    // Another parameter says who calls, or what is wanted.
    private static bool IsAsked(InvocationExpressionSyntax call, MethodDeclarationSyntax method)
    {
        var parameters = new HashSet<string>(method.ParameterList.Parameters.Select(parameter => parameter.Identifier.ValueText));
        return call.Ancestors().TakeWhile(around => around != method).Any(around => Condition(around) is { } condition
            && condition.DescendantNodesAndSelf().Any(node => node is IdentifierNameSyntax name && parameters.Contains(name.Identifier.ValueText) && name.Parent is not MemberAccessExpressionSyntax));
    }

    private static ExpressionSyntax? Condition(SyntaxNode around) => around switch
    {
        IfStatementSyntax statement => statement.Condition,
        ConditionalExpressionSyntax choice => choice.Condition,
        SwitchStatementSyntax choice => choice.Expression,
        _ => null,
    };
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// What a collaborator that an object has made of itself, as in <c>_session = new Session(this)</c>, calls on that object in turn, read off the collaborator's declaration: through its one reference to the type, and in any case.
/// </summary>
internal static class BackCall
{
    /// <summary>The members of the type itself that the call leads back to; none if it does not, or if that is not certain.</summary>
    public static IEnumerable<ISymbol> Of(IInvocationOperation call, Body body, TypeFlow type)
    {
        if (call is not { Instance: { } told, TargetMethod: { IsVirtual: false, IsAbstract: false, IsOverride: false, IsAsync: false, DeclaringSyntaxReferences: { Length: 1 } declarations } method }
            || body.Resolve(told) is not IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member: var holder } || type.Bodies.Find(method) is not null
            || body.Symbol.ContainingType is not { } self || SymbolEqualityComparer.Default.Equals(method.ContainingType, self) || !BackPointer.IsOnlyOne(method.ContainingType, self)
            || !IsMadeOfThis(Alias.Of(holder), type) || declarations[0].GetSyntax(type.CancellationToken) is not MethodDeclarationSyntax declaration || Reference(method.ContainingType, self) is not { } name)
        {
            return [];
        }

        var parameters = new HashSet<string>(declaration.ParameterList.Parameters.Select(parameter => parameter.Identifier.ValueText));
        return declaration.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<MemberAccessExpressionSyntax>()
            .Where(member => IsNamed(member.Expression, name) && !parameters.Contains(name) && !member.Ancestors().TakeWhile(at => at != declaration).Any(at => at is IfStatementSyntax or SwitchStatementSyntax or ConditionalExpressionSyntax or CatchClauseSyntax))
            .SelectMany(member => MembersOf(self, member.Name.Identifier.ValueText));
    }

    private static bool IsMadeOfThis(ISymbol holder, TypeFlow type) => type.Stores.Contains(holder) && type.Stores[holder].All(store => store.Value is not null
        && store.Body.Resolve(store.Value) is IObjectCreationOperation made && made.Arguments.Any(argument => store.Body.Resolve(argument.Value) is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }));

    // The field of that type, or the parameter of the primary constructor.
    private static string? Reference(INamedTypeSymbol collaborator, INamedTypeSymbol self) =>
        collaborator.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => SymbolEqualityComparer.Default.Equals(field.Type, self) && field.CanBeReferencedByName)?.Name
        ?? collaborator.InstanceConstructors.Where(constructor => constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax))
            .SelectMany(constructor => constructor.Parameters).FirstOrDefault(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, self))?.Name;

    private static bool IsNamed(ExpressionSyntax expression, string name) => expression switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText == name,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var own } => own == name,
        _ => false,
    };

    private static IEnumerable<ISymbol> MembersOf(INamedTypeSymbol? self, string name)
    {
        for (; self is not null; self = self.BaseType)
        {
            if (self.GetMembers(name) is { IsEmpty: false } members)
                return members.Where(member => member is IMethodSymbol or IPropertySymbol);
        }

        return [];
    }
}

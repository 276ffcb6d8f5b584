using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>The member of its object into which a method or getter returns a reference, as <c>ref Word(page) => ref _bitmap[page / 64]</c>, read off its declaration: who stores to the reference stores to the member.</summary>
internal static class ReturnedReference
{
    /// <summary>Null if it returns references into several members, or into none.</summary>
    public static ISymbol? Of(IMethodSymbol method)
    {
        if (method.IsVirtual || method.IsAbstract || method.IsOverride || method.DeclaringSyntaxReferences.Length != 1)
            return null;
        ISymbol? found = null;
        foreach (var reference in method.DeclaringSyntaxReferences[0].GetSyntax().DescendantNodesAndSelf().OfType<RefExpressionSyntax>().Where(IsReturned))
        {
            var member = BeginOf(reference.Expression) is { } name ? method.ContainingType.GetMembers(name).FirstOrDefault(each => each is IFieldSymbol or IPropertySymbol) : null;
            if (member is null || (found is not null && !SymbolEqualityComparer.Default.Equals(found, member)))
                return null;
            found = member;
        }

        return found;
    }

    private static bool IsReturned(RefExpressionSyntax reference) => reference.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax;

    // The name before all indices and members.
    private static string? BeginOf(ExpressionSyntax place)
    {
        while (true)
        {
            switch (place)
            {
                case ElementAccessExpressionSyntax element:
                    place = element.Expression;
                    break;
                case MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var own }:
                    return own;
                case MemberAccessExpressionSyntax member:
                    place = member.Expression;
                    break;
                case ParenthesizedExpressionSyntax inner:
                    place = inner.Expression;
                    break;
                case PrefixUnaryExpressionSyntax indirection:
                    place = indirection.Operand;
                    break;
                case BinaryExpressionSyntax offset:
                    place = offset.Left;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetValueRefOrAddDefault" or "GetReference" or "GetArrayDataReference" }, ArgumentList.Arguments: { Count: > 0 } given }:
                    place = given[0].Expression;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsSpan" or "Slice", Expression: var viewed } }:
                    place = viewed;
                    break;
                case IdentifierNameSyntax name:
                    return name.Identifier.ValueText;
                default:
                    return null;
            }
        }
    }
}

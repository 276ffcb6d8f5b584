using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>What a member is called on, behind the names that the author gives it: <c>this</c> for <c>me</c> after <c>var me = this</c>, <c>Space</c> for what follows <c>Space?.</c> or <c>Space is { } space</c>.</summary>
internal static class Receiver
{
    // Longer chains of names are written by nobody.
    private const int MostNames = 8;

    public static IOperation? Of(IOperation? receiver)
    {
        for (var names = 0; receiver is not null; names++)
        {
            var named = receiver switch
            {
                IConversionOperation { OperatorMethod: null } conversion => conversion.Operand,
                IParenthesizedOperation parenthesized => parenthesized.Operand,
                IConditionalAccessInstanceOperation instance => AccessedBy(instance),
                ILocalReferenceOperation local when names < MostNames => NamedBy(local),
                _ => null,
            };
            if (named is null)
                return receiver;
            receiver = named;
        }

        return null;
    }

    private static IOperation? AccessedBy(IConditionalAccessInstanceOperation instance)
    {
        IOperation? at = instance;
        for (var child = at; at is not null; child = at, at = at.Parent)
        {
            if (at is IConditionalAccessOperation access && access.Operation != child)
                return access.Operation;
        }

        return null;
    }

    // The one value that the local is ever given: in its declaration, or by the pattern that declares it.
    private static IOperation? NamedBy(ILocalReferenceOperation reference)
    {
        var body = Enclosing.Body(reference);
        IOperation? value = null;
        foreach (var operation in body.Descendants())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Initializer.Value: var initial } declarator when Is(declarator.Symbol):
                    value = initial;
                    break;
                case IIsPatternOperation { Pattern: IDeclarationPatternOperation { DeclaredSymbol: { } declared } } test when Is(declared):
                    value = test.Value;
                    break;
                case IIsPatternOperation { Pattern: IRecursivePatternOperation { DeclaredSymbol: { } declared } } test when Is(declared):
                    value = test.Value;
                    break;
                case IAssignmentOperation { Target: ILocalReferenceOperation target } when Is(target.Local):
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation handed } when Is(handed.Local):
                    return null;
            }
        }

        return value;

        bool Is(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol, reference.Local);
    }
}

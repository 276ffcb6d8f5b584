using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>An invalidation that a method of another type of the project begins, read off its declaration, of the very range for which the body has opened its section: so it is one of the same space.</summary>
internal static class BegunElsewhere
{
    public static bool By(IOperation operation, Body body, TypeFlow type) =>
        operation is IInvocationOperation { Instance: not (null or IInstanceReferenceOperation), TargetMethod: { IsVirtual: false, IsAbstract: false, DeclaringSyntaxReferences: { Length: 1 } declarations } } call
        && call.Arguments.Any(argument => IsRange(argument.Value, type.Types) && VariableOf(body.Resolve(argument.Value)) is { } range && IsRead(range, body, type))
        && declarations[0].GetSyntax() is MethodDeclarationSyntax declaration
        && declaration.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<InvocationExpressionSyntax>().Any(Begins);

    private static bool Begins(InvocationExpressionSyntax call) =>
        call is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: MemberNames.BeginInvalidate or MemberNames.TryBeginInvalidate } };

    private static bool IsRange(IOperation value, WellKnownTypes types) => WellKnownTypes.Is(value.Type, types.AddressRange);

    private static bool IsRead(object range, Body body, TypeFlow type) =>
        body.Calls.Any(call => call.IsReadBegin(type.Types) && call.Arguments.Any(argument => Equals(VariableOf(body.Resolve(argument.Value)), range)));

    // The parameter; or what made the local that several names may stand for.
    private static object? VariableOf(IOperation value) => value switch
    {
        IParameterReferenceOperation parameter => parameter.Parameter,
        ILocalReferenceOperation local => local.Local,
        IInvocationOperation or IObjectCreationOperation => value,
        _ => null,
    };
}

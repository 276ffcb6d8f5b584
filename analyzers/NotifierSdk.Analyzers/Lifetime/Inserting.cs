using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>Recognizes calls that insert a notifier: <c>Insert</c> itself, or a method of the same type and file that inserts what it is given, and only uses it besides.</summary>
internal static class Inserting
{
    /// <summary>What the call inserts, and into which space; null if it inserts nothing, or if that cannot be seen.</summary>
    public static (IArgumentOperation Notifier, IOperation? Space)? Of(IInvocationOperation call, WellKnownTypes types)
    {
        if (call.TargetMethod.IsMember(types.AddressSpace, MemberNames.Insert))
            return call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0) is { } inserted ? (inserted, call.Instance) : null;
        if (call is not { Instance: null or IInstanceReferenceOperation, TargetMethod: { IsVirtual: false, IsAbstract: false, MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction, DeclaringSyntaxReferences: { Length: 1 } declarations }, SemanticModel: { } model }
            || !call.Arguments.Any(argument => types.IsNotifier(argument.Value.Type)) || declarations[0].SyntaxTree != model.SyntaxTree || model.GetOperation(declarations[0].GetSyntax()) is not { } code)
        {
            return null;
        }

        foreach (var argument in call.Arguments.Where(argument => types.IsNotifier(argument.Value.Type) && argument.Parameter?.RefKind == RefKind.None))
        {
            var uses = code.Descendants().OfType<IParameterReferenceOperation>().Where(use => Is(use.Parameter, argument.Parameter!)).ToList();
            var insert = uses.Select(use => InsertOf(use, types)).FirstOrDefault(found => found is not null);
            if (insert is not null && uses.TrueForAll(use => IsOwnUse(use, types)))
                return (argument, insert.Instance is IParameterReferenceOperation { Parameter: var space } ? call.Arguments.FirstOrDefault(given => given.Parameter is { } parameter && Is(parameter, space))?.Value ?? insert.Instance : insert.Instance);
        }

        return null;
    }

    /// <summary>The insert of a notifier that a method of the same file makes, inserts, and returns, and gives to nobody else; null if it does anything else.</summary>
    public static IInvocationOperation? InFactory(IInvocationOperation call, WellKnownTypes types)
    {
        if (call is not { Instance: null or IInstanceReferenceOperation, TargetMethod: { IsVirtual: false, IsAbstract: false, MethodKind: MethodKind.Ordinary, DeclaringSyntaxReferences: { Length: 1 } declarations }, SemanticModel: { } model }
            || !types.IsNotifier(call.Type) || declarations[0].SyntaxTree != model.SyntaxTree || model.GetOperation(declarations[0].GetSyntax()) is not { } code)
        {
            return null;
        }

        foreach (var made in code.Descendants().OfType<IVariableDeclaratorOperation>().Where(declarator => declarator.Initializer?.Value is { } value && OwnMember.Unconverted(value) is IObjectCreationOperation && types.IsNotifier(declarator.Symbol.Type)))
        {
            var uses = code.Descendants().OfType<ILocalReferenceOperation>().Where(use => SymbolEqualityComparer.Default.Equals(use.Local, made.Symbol)).ToList();
            if (uses.Select(use => InsertOf(use, types)).FirstOrDefault(found => found is not null) is { } insert && uses.TrueForAll(use => IsOwnUse(use, types) || Unconverted(use).Parent is IReturnOperation) && code.Descendants().OfType<IReturnOperation>().Any(returned => returned.ReturnedValue is { } value && OwnMember.Unconverted(value) is ILocalReferenceOperation local && uses.Contains(local)))
                return insert;
        }

        return null;
    }

    private static IInvocationOperation? InsertOf(IOperation use, WellKnownTypes types) =>
        Unconverted(use).Parent is IArgumentOperation { Parent: IInvocationOperation call } && call.TargetMethod.IsMember(types.AddressSpace, MemberNames.Insert) ? call : null;

    private static bool IsOwnUse(IOperation use, WellKnownTypes types) => Unconverted(use).Parent switch
    {
        IInvocationOperation call => call.Instance is not null && !LostNotifier.SoundsLikeEnd(call.TargetMethod.Name),
        IPropertyReferenceOperation => true,
        _ => InsertOf(use, types) is not null,
    };

    private static IOperation Unconverted(IOperation use)
    {
        while (use.Parent is IConversionOperation conversion)
            use = conversion;
        return use;
    }

    private static bool Is(IParameterSymbol parameter, IParameterSymbol other) => SymbolEqualityComparer.Default.Equals(parameter.OriginalDefinition, other.OriginalDefinition);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>5002 of a method: it makes a notifier, inserts it into a space that is not its own, and keeps it nowhere, so that nobody can remove it but the notifier itself.</summary>
internal static class LostNotifier
{
    private static readonly string[] s_ends = ["Remove", "Dispose", "Close", "Stop", "Detach", "Unregister", "Release", "Shut", "End"];

    public static void Check(OperationBlockAnalysisContext context, WellKnownTypes types)
    {
        foreach (var block in context.OperationBlocks.Where(block => block.Kind == OperationKind.Block))
        {
            var operations = block.Descendants().ToList();
            if (operations.Any(operation => operation is IInvocationOperation { TargetMethod: { Name: "Dispose" or "DisposeAsync" } dispose } && WellKnownTypes.Is(dispose.ContainingType, types.AddressSpace)))
                continue;
            foreach (var insert in operations.OfType<IInvocationOperation>())
            {
                if (Inserted(insert, types) is ILocalReferenceOperation { Local: { IsRef: false } local } && types.IsNotifier(local.Type) && IsLost(local, operations, types) && !RemovesItself(local.Type))
                    context.ReportDiagnostic(Diagnostic.Create(LifetimeRules.NeverRemoved, insert.Syntax.GetLocation(), local.Name));
            }
        }
    }

    /// <summary>Whether a member of that name may remove the notifier.</summary>
    public static bool SoundsLikeEnd(string name) => s_ends.Any(name.Contains);

    /// <summary>What the call inserts into a space that is not of the method; null if that is nothing.</summary>
    public static IOperation? Inserted(IInvocationOperation insert, WellKnownTypes types) =>
        Inserting.Of(insert, types) is var (notifier, space) && IsOfOthers(space) ? OwnMember.Unconverted(notifier.Value) : null;

    /// <summary>Whether the space is one that the method has not made: that ends with it, or is handed out with all that is in it.</summary>
    public static bool IsOfOthers(IOperation? space) => space is IFieldReferenceOperation { Instance: IInstanceReferenceOperation } or IParameterReferenceOperation;

    // Made here, of nothing that could keep it; and only its own members are used, none of which sounds like an end. Who reads it knows that it is there: 5004 asks whether it is.
    private static bool IsLost(ILocalSymbol local, List<IOperation> operations, WellKnownTypes types) =>
        operations.OfType<IVariableDeclaratorOperation>().FirstOrDefault(declarator => Is(declarator.Symbol, local))?.Initializer?.Value is { } value
        && OwnMember.Unconverted(value) is IObjectCreationOperation made
        && made.Arguments.All(argument => argument.Value.Type is { IsValueType: true } or { SpecialType: SpecialType.System_String })
        && operations.OfType<ILocalReferenceOperation>().Where(use => Is(use.Local, local)).All(use => IsOwnUse(use, types))
        && !operations.Any(operation => operation is IAnonymousFunctionOperation or ILocalFunctionOperation && operation.Descendants().Any(part => part is ILocalReferenceOperation use && Is(use.Local, local)));

    private static bool IsOwnUse(ILocalReferenceOperation use, WellKnownTypes types)
    {
        IOperation at = use;
        while (at.Parent is IConversionOperation conversion)
            at = conversion;
        return at.Parent switch
        {
            IInvocationOperation call => call.Instance == at && !call.IsReadBegin(types) && !SoundsLikeEnd(call.TargetMethod.Name),
            IPropertyReferenceOperation property => property.Instance == at,
            IArgumentOperation { Parent: IInvocationOperation call } argument => Inserting.Of(call, types)?.Notifier == argument,
            _ => false,
        };
    }

    /// <summary>Whether its own code may do it when its range is gone; so may a registry that its constructor enters it into.</summary>
    public static bool RemovesItself(ITypeSymbol notifier)
    {
        for (var type = notifier; type is { DeclaringSyntaxReferences.Length: > 0 }; type = type.BaseType!)
        {
            if (type.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax().DescendantNodes()).Any(node => node switch
            {
                SimpleNameSyntax { Identifier.ValueText: "Remove" or "RemoveLater" or "TryRemove" or "RemoveAsync" } => true,
                ArgumentSyntax { Expression: ThisExpressionSyntax } => true,
                _ => false,
            }))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(ISymbol symbol, ISymbol other) => SymbolEqualityComparer.Default.Equals(symbol, other);
}

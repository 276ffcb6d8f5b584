using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>What the callbacks of a notifier, and the helpers that they run, use of the object.</summary>
internal sealed class UsedInCallback
{
    private readonly ILookup<ISymbol, (IOperation Use, Body Body)> _uses;

    private UsedInCallback(INamedTypeSymbol notifier, TypeFlow type)
    {
        Callbacks = type.CallbacksOf(notifier);
        Bodies = [.. type.CalleesOf(Callbacks).SelectMany(body => body.SelfAndNested).Distinct()];
        _uses = Bodies.SelectMany(body => body.Operations.Select(operation => (Member: MemberOf(operation), Use: operation, Body: body)))
            .Where(use => use.Member is not null)
            .ToLookup<(ISymbol? Member, IOperation Use, Body Body), ISymbol, (IOperation, Body)>(use => use.Member!, use => (use.Use, use.Body), SymbolEqualityComparer.Default);
    }

    /// <summary>The callbacks themselves, and what the callback of a base class leaves to the type.</summary>
    public IReadOnlyList<Body> Callbacks { get; }

    /// <summary>All that runs in them.</summary>
    public IReadOnlyList<Body> Bodies { get; }

    public static UsedInCallback Of(INamedTypeSymbol notifier, TypeFlow type) => type.Once(typeof(UsedInCallback), notifier, () => new UsedInCallback(notifier, type));

    public IEnumerable<(IOperation Use, Body Body)> Uses(ISymbol member) => _uses[member];

    /// <summary>The field or property of the object, or the parameter of its primary constructor that it keeps.</summary>
    public static ISymbol? MemberOf(IOperation? operation) => operation switch
    {
        IMemberReferenceOperation { Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }, Member: var member } and (IFieldReferenceOperation or IPropertyReferenceOperation) => Alias.Of(member),
        IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter } => parameter,
        _ => null,
    };
}

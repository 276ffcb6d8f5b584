using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>What rules on callbacks look at: the operations of a type that they care about, in the order of the source, and who calls whom.</summary>
internal sealed class DriverCode
{
    private ILookup<IMethodSymbol, IOperation>? _byMethod;
    private ILookup<string, IInvocationOperation>? _callsByName;
    private HashSet<ISymbol>? _usedInCallback;

    /// <param name="operations">The operations, each with the member that it stands in, in any order.</param>
    /// <param name="functions">The lambdas and local functions among which they stand.</param>
    public DriverCode(INamedTypeSymbol type, IEnumerable<(IOperation Operation, ISymbol Owner)> operations, IEnumerable<IOperation> functions, WellKnownTypes types)
    {
        (Type, Types) = (type, types);
        Operations = new Enclosing(functions).Methods(operations);
        Calls = new CallGraph(types);
        foreach (var (operation, method) in Operations)
        {
            if (method is not null && Callee(operation, method.ContainingType) is { } callee)
                Calls.Add(method, callee.OriginalDefinition);
        }
    }

    public INamedTypeSymbol Type { get; }

    public WellKnownTypes Types { get; }

    public CallGraph Calls { get; }

    /// <summary>Each with the method or local function that it runs in; null inside lambdas and initializers.</summary>
    public IReadOnlyList<(IOperation Operation, IMethodSymbol? Method)> Operations { get; }

    /// <summary>Those that run in the method or local function itself.</summary>
    public IEnumerable<IOperation> OperationsOf(IMethodSymbol method) => (_byMethod ??= Operations
        .Where(each => each.Method is not null)
        .ToLookup<(IOperation Operation, IMethodSymbol? Method), IMethodSymbol, IOperation>(each => each.Method!, each => each.Operation, SymbolEqualityComparer.Default))[method];

    /// <summary>The calls of methods of that name.</summary>
    public IEnumerable<IInvocationOperation> CallsOf(string name) =>
        (_callsByName ??= Operations.Select(each => each.Operation).OfType<IInvocationOperation>().ToLookup(call => call.TargetMethod.Name))[name];

    public bool RunsInCallback(IMethodSymbol? method) => method is not null && Calls.IsReached(method);

    /// <summary>Whether a callback, or what it calls, mentions the field or property.</summary>
    public bool IsUsedInCallback(ISymbol member) => (_usedInCallback ??= new(
        Operations.Where(each => RunsInCallback(each.Method)).Select(each => OwnMember.Of(each.Operation)).OfType<ISymbol>(), SymbolEqualityComparer.Default)).Contains(member);

    private static IMethodSymbol? Callee(IOperation operation, INamedTypeSymbol type)
    {
        var (callee, receiver) = operation switch
        {
            IInvocationOperation invocation => (invocation.TargetMethod, invocation.Instance),
            IPropertyReferenceOperation { Parent: IAssignmentOperation assignment } reference when assignment.Target == reference =>
                (reference.Property.SetMethod, reference.Instance),
            IPropertyReferenceOperation reference => (reference.Property.GetMethod, reference.Instance),
            _ => default,
        };
        return callee is not null && receiver is null or IInstanceReferenceOperation && IsCertain(callee, type) ? callee : null;
    }

    // What a derived type may override, or what runs on after an await, is not certain to run in the callback.
    private static bool IsCertain(IMethodSymbol callee, INamedTypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(callee.ContainingType, type)
        && !callee.IsAsync
        && (type.IsSealed || !(callee.IsVirtual || callee.IsAbstract || callee is { IsOverride: true, IsSealed: false }));
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow.Locks;

internal enum LockAction
{
    Take,

    /// <summary>Takes it if the call's value is true.</summary>
    TryTake,
    Release,
}

/// <summary>An operation that takes or releases a lock, in any of the forms that a driver lock has.</summary>
/// <param name="Action">What it does.</param>
/// <param name="IsShared">Whether others may hold it in the same way at the same time.</param>
/// <param name="Lock">The expression that names the lock; null if it cannot be found.</param>
/// <param name="In">The body in which that expression stands.</param>
internal sealed record LockOperation(LockAction Action, bool IsShared, IOperation? Lock, Body In)
{
    private static readonly Dictionary<string, (LockAction Action, bool IsShared)> s_members = new()
    {
        ["Enter"] = (LockAction.Take, false),
        ["EnterScope"] = (LockAction.Take, false),
        ["TryEnter"] = (LockAction.TryTake, false),
        ["Exit"] = (LockAction.Release, false),
        [LockPattern.EnterShared] = (LockAction.Take, true),
        [LockPattern.ExitShared] = (LockAction.Release, true),
        ["Wait"] = (LockAction.Take, false),
        ["WaitAsync"] = (LockAction.Take, false),
        ["Release"] = (LockAction.Release, false),
        ["EnterWriteLock"] = (LockAction.Take, false),
        ["TryEnterWriteLock"] = (LockAction.TryTake, false),
        ["ExitWriteLock"] = (LockAction.Release, false),
        ["EnterReadLock"] = (LockAction.Take, true),
        ["TryEnterReadLock"] = (LockAction.TryTake, true),
        ["ExitReadLock"] = (LockAction.Release, true),
        ["EnterUpgradeableReadLock"] = (LockAction.Take, true),
        ["TryEnterUpgradeableReadLock"] = (LockAction.TryTake, true),
        ["ExitUpgradeableReadLock"] = (LockAction.Release, true),
    };

    /// <summary>Null if the operation is none.</summary>
    public static LockOperation? Of(IOperation operation, Body body, TypeFlow type)
    {
        if (operation.Kind is not (OperationKind.Invocation or OperationKind.Invalid))
            return null;
        if (!type.LockOperations.TryGetValue(operation, out var found))
            type.LockOperations.Add(operation, found = Find(operation, body, type));
        return found;
    }

    private static LockOperation? Find(IOperation operation, Body body, TypeFlow type)
    {
        if (LockShapes.StatementOf(operation) is not null)
            return new LockOperation(LockAction.Take, false, operation.ChildOperations.FirstOrDefault(), body);
        if (operation is not IInvocationOperation call)
            return null;
        var method = call.TargetMethod;
        if (method.Name is "Dispose" && (IsScope(method.ContainingType, type.Types) || IsScopeOfPattern(call.Instance, body)))
            return ReleaseOf(call.Instance, body, type);
        if (!s_members.TryGetValue(method.Name, out var known))
            return null;
        if (WellKnownTypes.Is(method.ContainingType, type.Types.Monitor))
            return method.Name is "Enter" or "TryEnter" or "Exit" && call.Arguments.Length > 0 ? new LockOperation(known.Action, false, call.Arguments[0].Value, body) : null;
        if (IsSpinLock(method.ContainingType))
            return new LockOperation(known.Action, false, call.Instance, body);
        if (LockKindOf(method.ContainingType, type.Types) is not { } kind)
            return method.Parameters.IsEmpty && LockPattern.Fits(call.Instance?.Type) ? new LockOperation(known.Action, known.IsShared, call.Instance, body) : null;
        var action = kind == LockKind.Semaphore && IsTried(method) ? LockAction.TryTake : known.Action;
        return new LockOperation(action, known.IsShared, call.Instance, body);
    }

    /// <summary>Whether it is the lock that is a value, so that its field is neither readonly nor ever copied.</summary>
    public static bool IsSpinLock(ITypeSymbol? kind) => kind is { Name: "SpinLock", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };

    public static LockKind? LockKindOf(ITypeSymbol? declaring, WellKnownTypes types) =>
        WellKnownTypes.Is(declaring, types.DriverLock) ? LockKind.DriverLock
        : WellKnownTypes.Is(declaring, types.Lock) ? LockKind.Lock
        : WellKnownTypes.Is(declaring, types.SemaphoreSlim) ? LockKind.Semaphore
        : WellKnownTypes.Is(declaring, types.ReaderWriterLockSlim) ? LockKind.ReaderWriter
        : null;

    /// <summary>Whether it is the scope of one of the locks: what EnterScope returns.</summary>
    public static bool IsScope(ITypeSymbol? type, WellKnownTypes types) =>
        type?.Name == "Scope" && (WellKnownTypes.Is(type.ContainingType, types.DriverLock) || WellKnownTypes.Is(type.ContainingType, types.Lock));

    private static bool IsScopeOfPattern(IOperation? scope, Body body) =>
        scope is not null && body.Resolve(scope) is IInvocationOperation { TargetMethod.Name: "EnterScope", Instance.Type: var owner } && LockPattern.Fits(owner);

    // bool Wait(timeout), Task<bool> WaitAsync(timeout)
    private static bool IsTried(IMethodSymbol method) =>
        method.ReturnType.SpecialType == SpecialType.System_Boolean
        || (method.ReturnType is INamedTypeSymbol { TypeArguments: { Length: 1 } result } && result[0].SpecialType == SpecialType.System_Boolean);

    // bool TryEnter(…, out scope): the lock whose scope that is, if it is the scope of one only.
    private static IInvocationOperation? TriedInto(IOperation scope, Body body)
    {
        if (scope is not ILocalReferenceOperation { Local: var local })
            return null;
        var tried = body.Operations.OfType<IInvocationOperation>().Where(call => call.TargetMethod.Name == "TryEnter" && call.Arguments.Any(argument =>
            argument is { Parameter.RefKind: RefKind.Out, Value: var value } && LocalIn(value) is { } into && SymbolEqualityComparer.Default.Equals(into, local))).ToList();
        return tried.Count == 1 ? tried[0] : null;
    }

    private static ILocalSymbol? LocalIn(IOperation value) =>
        (value is IDeclarationExpressionOperation declaration ? declaration.Expression : value) is ILocalReferenceOperation reference ? reference.Local : null;

    // The scope comes from EnterScope, here or in a helper that returns it, or from TryEnter.
    private static LockOperation ReleaseOf(IOperation? scope, Body body, TypeFlow type)
    {
        var known = new HashSet<Body>();
        if (scope is not null && TriedInto(body.Resolve(scope), body) is { } tried)
            return new LockOperation(LockAction.Release, false, tried.Instance, body);
        for (var at = body; scope is not null && known.Add(at);)
        {
            var made = at.Resolve(scope);
            if (made is IInvocationOperation { TargetMethod.Name: "EnterScope", Instance: var taken })
                return new LockOperation(LockAction.Release, false, taken, at);
            if (type.Bodies.Find(made, at) is not { } helper || helper.Graph.Blocks.Select(block => block.BranchValue).Where(value => value is not null).ToList() is not { Count: 1 } returned)
                break;
            (scope, at) = (returned[0], helper);
        }

        return new LockOperation(LockAction.Release, false, null, body);
    }
}

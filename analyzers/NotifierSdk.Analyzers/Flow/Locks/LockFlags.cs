using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow.Locks;

/// <summary>
/// Variables that say whether a lock was taken, and helpers that are handed them: <c>Acquire(ref taken)</c>, <c>ReleaseIf(taken)</c>. What the helper does depends on what its caller knows, which no table of the helper shows.
/// </summary>
internal sealed class LockFlags(LockPath path, TypeFlow type)
{
    private readonly Dictionary<Body, bool> _uses = [];
    private readonly Dictionary<Body, bool> _depends = [];

    /// <summary>Whether the call runs a helper that takes or releases the lock, and that says so by a flag, or asks for one.</summary>
    public bool Tell(IInvocationOperation call, Body body, Automaton held)
    {
        if (type.Bodies.Find(call, body) is not { IsIterator: false } helper || !Uses(helper))
            return false;
        if (call.Arguments.Any(argument => argument.Parameter is { RefKind: RefKind.Ref or RefKind.Out, Type.SpecialType: SpecialType.System_Boolean }) || SharesFlag(helper, isWritten: true))
            return true;
        return (call.Arguments.Any(argument => argument.Parameter is { Type.SpecialType: SpecialType.System_Boolean } && argument.Value is { ConstantValue.HasValue: false } value && body.Resolve(value) is not IPropertyReferenceOperation { Property.Name: "IsBlockable" })
            || SharesFlag(helper, isWritten: false)) && Depends(helper, held);
    }

    /// <summary>Whether some call hands the parameter a variable that says whether a lock was taken.</summary>
    public bool IsHandedOne(IParameterSymbol parameter, Body body) => parameter is { RefKind: RefKind.None, Type.SpecialType: SpecialType.System_Boolean } && type.IsCalledPrivately(body) && type.Calls.Any(found =>
        SymbolEqualityComparer.Default.Equals(found.Call.TargetMethod.OriginalDefinition, parameter.ContainingSymbol)
        && found.Call.Arguments.Any(argument => argument.Parameter?.Ordinal == parameter.Ordinal && argument.Value is ILocalReferenceOperation { Local: var flag } && IsFlag(flag, found.Caller)));

    /// <summary>Whether the variable of a method around the local function says so.</summary>
    public bool IsOneOfOuter(ILocalSymbol local, Body body)
    {
        for (var outer = body.Outer; outer is not null && !Is(local.ContainingSymbol, body.Symbol); outer = outer.Outer)
        {
            if (Is(local.ContainingSymbol, outer.Symbol))
                return IsFlag(local, outer);
        }

        return false;
    }

    private bool IsFlag(ILocalSymbol local, Body body) => body.Operations.Any(operation => operation switch
    {
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment => Is(target.Local, local) && body.MadeOf(assignment.Value).Any(part => LockOperation.Of(part, body, type) is { Action: LockAction.TryTake }),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation handed } argument => Is(handed.Local, local)
            && argument.Parent is IInvocationOperation taker && (LockOperation.Of(taker, body, type) is not null || (type.Bodies.Find(taker, body) is { } helper && Uses(helper))),
        _ => false,
    });

    // A variable of the method around a local function.
    private static bool SharesFlag(Body helper, bool isWritten) => helper.Outer is not null && helper.Operations.Any(operation =>
        operation is ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Boolean, Local: var shared } && !Is(shared.ContainingSymbol, helper.Symbol) && (!isWritten || helper.Written.Contains(shared)));

    private bool Uses(Body helper)
    {
        if (!_uses.TryGetValue(helper, out var uses))
        {
            uses = type.CalleesOf([helper]).Any(callee => callee.Operations.Any(operation =>
                LockOperation.Of(operation, callee, type) is { } found && found.Lock is { } named && path.Equals(LockPath.Of(named, found.In, type))));
            _uses.Add(helper, uses);
        }

        return uses;
    }

    // It may leave the lock held or free, whatever it found and however it returns.
    private bool Depends(Body helper, Automaton held)
    {
        if (_depends.TryGetValue(helper, out var depends))
            return depends;
        _depends.Add(helper, false); // one that calls itself is followed
        var engine = new FlowEngine(held, type.Bodies);
        foreach (var state in new[] { HeldLock.Free, HeldLock.Held })
        {
            var returned = engine.Enter(helper, state).Returned;
            depends |= helper.ReturnsBoolean ? Bits.Count(returned.WhenTrue) > 1 || Bits.Count(returned.WhenFalse) > 1 : Bits.Count(returned.Any) > 1;
        }

        return _depends[helper] = depends;
    }

    private static bool Is(ISymbol? symbol, ISymbol other) => SymbolEqualityComparer.Default.Equals(symbol, other);
}

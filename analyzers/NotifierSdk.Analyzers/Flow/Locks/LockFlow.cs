using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow.Locks;

/// <summary>Where a lock is held in a type: entered as its members may be, and followed through them.</summary>
internal sealed class LockFlow
{
    private static readonly HashSet<string> s_startsThread = ["Run", "StartNew", "QueueUserWorkItem", "UnsafeQueueUserWorkItem", ".ctor", "ContinueWith", "RegisterWaitForSingleObject"];

    private readonly LockPath _path;
    private readonly TypeFlow _type;
    private Dictionary<IOperation, ulong>? _statesAt;
    private ILookup<INamedTypeSymbol?, BodyFlow>? _byType;

    public LockFlow(HeldLock held, TypeFlow type)
    {
        _path = held.Path;
        _type = type;
        Engine = type.Run(held, type.AllBodies.Select(body => (body, EntryOf(body))));
    }

    public FlowEngine Engine { get; }

    public LockPath Path => _path;

    /// <summary>Every operation that some path reaches, with the states of the lock there; nothing where the engine gave up.</summary>
    public void Visit(Action<Body, IOperation, ulong> visit)
    {
        foreach (var flow in ByType.SelectMany(flows => flows).OrderBy(PlaceOf))
            flow.Visit((operation, states) => visit(flow.Body, operation, states));
    }

    /// <summary>The same of the code of one type, without that of the types nested in it.</summary>
    public void Visit(INamedTypeSymbol type, Action<Body, IOperation, ulong> visit)
    {
        foreach (var flow in ByType[type].OrderBy(PlaceOf))
            flow.Visit((operation, states) => visit(flow.Body, operation, states));
    }

    /// <summary>Whether the contract of the method says that the lock is held.</summary>
    public bool IsRequiredBy(Body body) => body.Method is { } method && Required(method) == 1UL << HeldLock.Held;

    /// <summary>The states of the lock at an operation; none if nothing reaches it, or the engine gave up.</summary>
    public ulong StatesAt(IOperation operation)
    {
        if (_statesAt is null)
        {
            var statesAt = _statesAt = [];
            Visit((_, each, states) => statesAt[each] = states);
        }

        return _statesAt.TryGetValue(operation, out var found) ? found : 0;
    }

    // What only the type itself calls is entered as it is called; what others call, as their contract says.
    private ulong EntryOf(Body body)
    {
        if (body.Lambda is { } lambda)
            return StartsThread(lambda) || IsForCallers(body) ? HeldLock.IsFree : HeldLock.IsUnknown;
        if (body.Method is not { } method)
            return HeldLock.IsUnknown;
        if (Required(method) is { } required)
            return required;
        var states = EntryAsDelegate(method);
        if (body.Outer is not null)
            return states;
        states |= EntryThroughOthers(method);
        return states | method.MethodKind switch
        {
            MethodKind.Ordinary when method.OverridesCallback(_type.Types) => HeldLock.IsFree,
            MethodKind.Ordinary when method.DeclaredAccessibility == Accessibility.Private && LockContracts.IsCalledByGeneratedCode(method, _type.Types) => HeldLock.IsFree,
            MethodKind.Ordinary or MethodKind.PropertyGet when method.DeclaredAccessibility == Accessibility.Private && !IsExplicit(method) => _type.IsCalled(method) || states != 0 ? 0 : HeldLock.IsUnknown,
            MethodKind.Ordinary when method.DeclaredAccessibility == Accessibility.Public && !method.IsOverride && !method.IsVirtual => HeldLock.IsFree,
            MethodKind.PropertyGet or MethodKind.PropertySet when method.DeclaredAccessibility == Accessibility.Public && !method.IsOverride && !method.IsVirtual => HeldLock.IsFree,
            _ => HeldLock.IsUnknown,
        };
    }

    private ulong? Required(IMethodSymbol method)
    {
        var (isNamed, mayBe) = (false, false);
        foreach (var name in LockContracts.RequiredBy(method, _type.Types))
        {
            var required = LockPath.Named(name, method.ContainingType, LockPath.This(method.ContainingType), _type);
            isNamed |= _path.Equals(required);
            mayBe |= required is null || required.MayBe(_path, _type);
        }

        return isNamed ? 1UL << HeldLock.Held : mayBe ? HeldLock.IsUnknown : null;
    }

    private ILookup<INamedTypeSymbol?, BodyFlow> ByType => _byType ??= (Engine.IsExact ? Engine.Reached : [])
        .ToLookup<BodyFlow, INamedTypeSymbol?>(flow => flow.Body.Symbol.ContainingType, SymbolEqualityComparer.Default);

    private static int PlaceOf(BodyFlow flow) => flow.Body.Graph.OriginalOperation.Syntax.SpanStart;

    private ulong EntryAsDelegate(IMethodSymbol method) => _type.UsedAsDelegates[method.OriginalDefinition]
        .Aggregate(0UL, (states, reference) => states | (StartsThread(reference) ? HeldLock.IsFree : HeldLock.IsUnknown));

    // Calls on an object that is not known to be this one, as ((Cache)state).Tick() in what a timer runs: on a thread that the type starts no lock is held.
    private ulong EntryThroughOthers(IMethodSymbol method) => method.DeclaredAccessibility != Accessibility.Private ? 0 : _type.CallsThroughOthers[method.OriginalDefinition]
        .Aggregate(0UL, (states, caller) => states | (caller.Lambda is { } lambda ? StartsThread(lambda) ? HeldLock.IsFree : HeldLock.IsUnknown
            : caller.Method is { } own && !_type.IsCalled(own) && own.DeclaredAccessibility == Accessibility.Private && EntryAsDelegate(own) == HeldLock.IsFree ? HeldLock.IsFree : HeldLock.IsUnknown));

    private static bool IsExplicit(IMethodSymbol method) => !method.ExplicitInterfaceImplementations.IsEmpty;

    /// <summary>Whether the code is handed to a thread, a task, or a timer.</summary>
    // Whoever holds the lock while it starts a thread does not hold it on that thread.
    public static bool StartsThread(IOperation code)
    {
        var at = code.Parent;
        while (at is IDelegateCreationOperation or IConversionOperation)
            at = at.Parent;
        return at is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } } && s_startsThread.Contains(method.Name) && IsThreading(method)
            || at is IArgumentOperation { Parent: IObjectCreationOperation { Constructor: { } constructor } } && IsThreading(constructor);
    }

    /// <summary>Whether the body is that of a lambda which the body around it returns.</summary>
    public static bool IsReturned(Body body)
    {
        if (body.Lambda is not { } lambda)
            return false;
        IOperation at = lambda;
        while (at.Parent is IDelegateCreationOperation or IConversionOperation)
            at = at.Parent;
        return at.Parent is null && body.Outer!.Returned.Contains(at);
    }

    // What a public method returns runs when it has returned, by who cannot hold a lock that he cannot name.
    private bool IsForCallers(Body lambda) => IsReturned(lambda)
        && lambda.Outer!.Method is { DeclaredAccessibility: Accessibility.Public, IsVirtual: false, IsOverride: false } maker && !_type.IsCalled(maker)
        && _path.Members.Any(member => member.DeclaredAccessibility == Accessibility.Private);

    private static bool IsThreading(IMethodSymbol method) =>
        method.ContainingType is { Name: "Task" or "Thread" or "ThreadPool" or "TaskFactory" or "Timer", ContainingNamespace: { } space } && space.ToDisplayString().StartsWith("System.Threading", StringComparison.Ordinal);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>What a flow rule gets to see: a type that stands in no other, with the bodies of all its members and nested types.</summary>
internal sealed class TypeFlow(INamedTypeSymbol type, TypeBodies bodies, WellKnownTypes types, CancellationToken cancellationToken)
{
    private readonly Dictionary<(Type What, object About), object> _found = [];
    private readonly Dictionary<(LockPath Path, bool IsSharedEnough), LockFlow> _lockFlows = []; // asked for each of many operations
    private readonly Dictionary<ISymbol, bool> _made = new(SymbolEqualityComparer.Default);
    private ILookup<ISymbol, IOperation>? _usedAsDelegates;
    private ILookup<ISymbol, Store>? _stores;
    private ILookup<ISymbol, Body>? _callsThroughOthers;
    private ILookup<string, IInvocationOperation>? _callsByName;
    private ILookup<LockPath, Body>? _takers;
    private readonly Dictionary<Body, IReadOnlyList<Body>> _callees = [];
    private ILookup<Body, Body>? _callers;
    private ILookup<Body, (IInvocationOperation Call, Body Caller)>? _callsInto;
    private HashSet<ISymbol>? _called;
    private bool? _hasUnnamedLocks;
    private IReadOnlyList<LockPath>? _locks;
    private IReadOnlyList<Body>? _allBodies;
    private IReadOnlyList<Body>? _allThatRun;
    private bool? _hasSharedLocks;
    private IReadOnlyList<(IInvocationOperation Call, Body Caller)>? _calls;

    public INamedTypeSymbol Type { get; } = type;

    public TypeBodies Bodies { get; } = bodies;

    public WellKnownTypes Types { get; } = types;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Every body with its local functions and lambdas.</summary>
    public IReadOnlyList<Body> AllBodies => _allBodies ??= [.. Bodies.All.SelectMany(body => body.SelfAndNested)];

    /// <summary>And those of base classes of the project that the type calls, or that are its callbacks.</summary>
    public IReadOnlyList<Body> AllThatRun => _allThatRun ??= Bodies.HasBases ? [.. AllBodies, .. CalleesOf(AllBodies.Concat(Notifiers.SelectMany(CallbacksOf))).Except(AllBodies).SelectMany(body => body.SelfAndNested).Except(AllBodies)] : AllBodies;

    /// <summary>Every call in the type, with the body that makes it.</summary>
    public IReadOnlyList<(IInvocationOperation Call, Body Caller)> Calls => _calls ??= [.. AllBodies.SelectMany(body => body.Calls.Select(call => (call, body)))];

    /// <summary>The notifiers among the type and those nested in it.</summary>
    public IReadOnlyList<INamedTypeSymbol> Notifiers { get; } = [.. type.SelfAndNested().Where(types.IsNotifier)];

    /// <summary>The type and the base classes of the project through which it is a notifier.</summary>
    public static IEnumerable<INamedTypeSymbol> Lineage(INamedTypeSymbol notifier, WellKnownTypes types)
    {
        for (var at = notifier; at is not null && types.IsNotifier(at) && !at.DeclaringSyntaxReferences.IsEmpty; at = at.BaseType)
            yield return at.OriginalDefinition;
    }

    /// <summary>The callbacks of a notifier: its own, those that it inherits, and what those leave to it.</summary>
    public IReadOnlyList<Body> CallbacksOf(INamedTypeSymbol notifier) => Once(typeof(TypeFlow), notifier, () => FindCallbacks(notifier));

    /// <summary>What stores to a field or property, or to a variable.</summary>
    public ILookup<ISymbol, Store> Stores => _stores ??= AllBodies
        .SelectMany(body => body.Operations.SelectMany(step => Writes.Of(step, body).Select(write => (write.Symbol, Store: new Store(step, write.Value, body)))))
        .ToLookup<(ISymbol Symbol, Store Store), ISymbol, Store>(found => found.Symbol, found => found.Store, SymbolEqualityComparer.Default);

    /// <summary>The calls of methods of a name.</summary>
    public ILookup<string, IInvocationOperation> CallsByName => _callsByName ??= Calls.ToLookup(found => found.Call.TargetMethod.Name, found => found.Call);

    /// <summary>Where each method is made into a delegate: nobody sees who calls it.</summary>
    public ILookup<ISymbol, IOperation> UsedAsDelegates => _usedAsDelegates ??= AllBodies
        .SelectMany(body => body.Operations)
        .OfType<IMethodReferenceOperation>()
        .ToLookup<IMethodReferenceOperation, ISymbol, IOperation>(reference => reference.Method.OriginalDefinition, reference => reference, SymbolEqualityComparer.Default);

    /// <summary>The bodies that call a method of the type on an object that is not known to be this one.</summary>
    public ILookup<ISymbol, Body> CallsThroughOthers => _callsThroughOthers ??= Calls
        .Where(found => found.Call.Instance is not (null or IInstanceReferenceOperation) && Bodies.Find(found.Call.TargetMethod) is not null && Bodies.Find(found.Call, found.Caller) is null)
        .ToLookup<(IInvocationOperation Call, Body Caller), ISymbol, Body>(found => found.Call.TargetMethod.OriginalDefinition, found => found.Caller, SymbolEqualityComparer.Default);

    /// <summary>Whether only the type's own calls enter the body: those of a private method or a local function that is no delegate.</summary>
    public bool IsCalledPrivately(Body body) =>
        body.Method is { MethodKind: MethodKind.LocalFunction or MethodKind.Ordinary, ExplicitInterfaceImplementations.IsEmpty: true } method
        && (method.MethodKind == MethodKind.LocalFunction || method.DeclaredAccessibility == Accessibility.Private)
        && IsCalled(method) && !UsedAsDelegates.Contains(method.OriginalDefinition);

    /// <summary>Whether the type itself calls the method or local function, or reads the property.</summary>
    public bool IsCalled(ISymbol method) =>
        (_called ??= new(AllBodies.SelectMany(CalledBy).Select(callee => callee.Symbol), SymbolEqualityComparer.Default)).Contains(method);

    /// <summary>The bodies that the body runs by calls of its own; one that it calls twice, twice.</summary>
    public IReadOnlyList<Body> CalledBy(Body body)
    {
        if (!_callees.TryGetValue(body, out var callees))
            _callees.Add(body, callees = [.. body.Runs.Select(run => Bodies.Find(run, body)).OfType<Body>()]);
        return callees;
    }

    /// <summary>The calls that run a body.</summary>
    public ILookup<Body, (IInvocationOperation Call, Body Caller)> CallsInto => _callsInto ??= Calls
        .Select(call => (Callee: Bodies.Find(call.Call, call.Caller), Call: call))
        .Where(found => found.Callee is not null)
        .ToLookup(found => found.Callee!, found => found.Call);

    /// <summary>What a parameter of a private helper stands for, if one call hands it over, with the body that makes the call.</summary>
    public (IOperation Value, Body Caller)? HandedTo(IParameterSymbol parameter, Body helper)
    {
        if (helper.Symbol is not IMethodSymbol method || !SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method) || helper.IsWritten(parameter) || !IsCalledPrivately(helper))
            return null;
        var calls = CallsInto[helper].Take(2).ToList();
        return calls.Count == 1 && calls[0].Call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal) is { Value: var value } ? (value, calls[0].Caller) : null;
    }

    /// <summary>The bodies that run one of these, by calls of their own or of what they call, in the order of the source.</summary>
    public IEnumerable<Body> CallersOf(IEnumerable<Body> callees)
    {
        _callers ??= AllBodies
            .SelectMany(body => CalledBy(body).Select(callee => (Callee: callee, Caller: body)))
            .ToLookup(call => call.Callee, call => call.Caller);
        var callers = new HashSet<Body>();
        var open = new Stack<Body>(callees);
        while (open.Count > 0)
        {
            foreach (var caller in _callers[open.Pop()].Where(callers.Add))
                open.Push(caller);
        }

        return AllBodies.Where(callers.Contains);
    }

    /// <summary>The bodies, and those that they run by calls of their own or of what they call.</summary>
    public IEnumerable<Body> CalleesOf(IEnumerable<Body> callers)
    {
        var callees = new HashSet<Body>();
        var open = new Stack<Body>(callers);
        while (open.Count > 0)
        {
            var body = open.Pop();
            if (!callees.Add(body))
                continue;
            foreach (var callee in CalledBy(body))
                open.Push(callee);
        }

        return callees;
    }

    /// <summary>The bodies that take the lock, in the order of the source.</summary>
    public IEnumerable<Body> TakersOf(LockPath path) => (_takers ??= AllThatRun
        .SelectMany(body => body.Operations
            .Where(operation => LockOperation.Of(operation, body, this) is { Action: not LockAction.Release })
            .Select(operation => LockOperation.Of(operation, body, this)!)
            .Select(taken => LockPath.Of(taken.Lock, taken.In, this))
            .OfType<LockPath>()
            .Distinct()
            .Select(taken => (taken, body)))
        .ToLookup(found => found.taken, found => found.body))[path];

    /// <summary>Every lock that the type takes or releases under a name that all its methods share, or that the rule asks for.</summary>
    public IReadOnlyList<LockPath> Locks => _locks ??= [.. AllThatRun
        .SelectMany(body => body.Operations.Select(operation => LockOperation.Of(operation, body, this)))
        .Where(operation => operation?.Lock is not null)
        .Select(operation => LockPath.Of(operation!.Lock, operation.In, this))
        .Where(path => path is { IsOfType: true })
        .Select(path => path!)
        .Distinct()];

    /// <summary>What <see cref="LockOperation.Of"/> has found: every rule asks it of every call.</summary>
    public Dictionary<IOperation, LockOperation?> LockOperations { get; } = [];

    /// <summary>What <see cref="LockPath.Of(IOperation, Body, TypeFlow)"/> has found.</summary>
    public Dictionary<IOperation, LockPath?> LockPaths { get; } = [];

    /// <summary>How many of them are being looked for: one may lead through properties to another.</summary>
    public int PathsInTheMiddle { get; set; }

    // Without any, it makes no difference whether holding a lock together with others is enough.
    private bool HasSharedLocks => _hasSharedLocks ??= AllThatRun.Any(body => body.Calls.Any(call => LockOperation.Of(call, body, this) is { IsShared: true }));

    /// <summary>Whether the type takes a lock whose name says nothing.</summary>
    public bool HasUnnamedLocks => _hasUnnamedLocks ??= AllThatRun.Any(body => body.Operations.Any(operation =>
        LockOperation.Of(operation, body, this) is { } found && LockPath.Of(found.Lock, found.In, this) is not { IsOfType: true }));

    /// <summary>The operation and all inside it, counted: whoever asks that of each operation of a deep one walks a long way.</summary>
    public IEnumerable<IOperation> PartsOf(IOperation operation)
    {
        foreach (var part in operation.DescendantsAndSelf())
        {
            Bodies.Budget.Spend(1);
            yield return part;
        }
    }

    /// <summary>What several rules ask of the type, found once.</summary>
    /// <param name="what">Who finds it.</param>
    /// <param name="about">What it is about.</param>
    public T Once<T>(Type what, object about, Func<T> find)
        where T : notnull
    {
        if (!_found.TryGetValue((what, about), out var found))
            _found.Add((what, about), found = find());
        return (T)found;
    }

    /// <summary>The same of something that is so or is not.</summary>
    public bool OnceIf(Type what, object about, Func<bool> find) => (bool)Once(what, about, () => (object)find());

    /// <summary>Where a lock is held.</summary>
    public LockFlow FlowOf(LockPath path, bool isSharedEnough = true)
    {
        if (!_lockFlows.TryGetValue((path, isSharedEnough), out var flow))
        {
            var held = HeldLock(path, isSharedEnough);
            _lockFlows.Add((path, isSharedEnough), flow = Once(typeof(LockFlow), held, () => new LockFlow(held, this)));
        }

        return flow;
    }

    /// <summary>The automaton that says whether a lock is held.</summary>
    public HeldLock HeldLock(LockPath path, bool isSharedEnough = true)
    {
        isSharedEnough |= !HasSharedLocks;
        return Once(typeof(HeldLock), (path, isSharedEnough), () => new HeldLock(path, isSharedEnough, this));
    }

    /// <summary>Where the type shows what is wrong at a place: there, or where it calls what it inherits.</summary>
    public Location Shown(Location place, Witnesses.Clause way) => IsOwn(place) ? place : way.Places.LastOrDefault(IsOwn) ?? place;

    private bool IsOwn(Location place) => Type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == place.SourceTree && part.Span.Contains(place.SourceSpan));

    /// <summary>Whether every object that the type ever stores in the member is one that it makes there and then.</summary>
    public bool MakesItself(ISymbol member)
    {
        if (!_made.TryGetValue(member, out var isMade))
            _made.Add(member, isMade = IsAlwaysMade(member));
        return isMade;
    }

    /// <summary>Runs an automaton from the bodies and states in which it may be entered.</summary>
    public FlowEngine Run(Automaton automaton, IEnumerable<(Body Body, ulong States)> entries)
    {
        var engine = new FlowEngine(automaton, Bodies);
        engine.Run(entries);
        return engine;
    }

    private List<Body> FindCallbacks(INamedTypeSymbol notifier)
    {
        var own = Bodies.All.Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier)
            && body.Method is { } method && (method.IsCallback(Types) || InBaseClass.RunsInCallback(method, Types))).ToList();
        var overridden = new HashSet<string>(own.Select(body => body.Symbol.Name));
        for (var at = notifier.BaseType; at is { DeclaringSyntaxReferences.IsEmpty: false }; at = at.BaseType)
        {
            foreach (var method in at.GetMembers().OfType<IMethodSymbol>().Where(method => method.IsCallback(Types) && overridden.Add(method.Name)))
            {
                if (Bodies.Find(method) is { } inherited)
                    own.Add(inherited);
            }
        }

        return own;
    }

    private bool IsAlwaysMade(ISymbol member)
    {
        var initializers = member.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax(CancellationToken))
            .Select(syntax => syntax switch
            {
                VariableDeclaratorSyntax { Initializer: { } initializer } => initializer.Value,
                PropertyDeclarationSyntax { Initializer: { } initializer } => initializer.Value,
                _ => null,
            });
        if (initializers.Any(value => value is BaseObjectCreationExpressionSyntax))
            return true;
        return Stores.Contains(member) && Stores[member].All(store => store.Value is not null && store.Body.Resolve(store.Value) is IObjectCreationOperation);
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;

namespace NotifierSdk.Analyzers.Sequence.Acquired;

/// <summary>An operation that certainly acquires what must be given back: something disposable that is made, or a call that has a counterpart, as Pin has Unpin.</summary>
/// <param name="Operation">The creation or the call.</param>
/// <param name="Counterparts">The names of the calls that undo it, if it does not return something disposable.</param>
internal sealed record Acquisition(IOperation Operation, IReadOnlyList<string> Counterparts)
{
    private static readonly (string Verb, string Counterpart)[] s_pairs =
    [
        ("Pin", "Unpin"), ("Acquire", "Release"), ("Rent", "Return"), ("Reserve", "Unreserve"), ("Register", "Unregister"), ("Register", "Deregister"),
        ("Allocate", "Free"), ("Alloc", "Free"), ("AddRef", "Release"), ("DangerousAddRef", "DangerousRelease"), ("Get", "Put"), ("Get", "Return"),
    ];

    // Whoever calls one of these owns what it returns. Others may hand out what somebody else owns.
    private static readonly string[] s_makes =
        ["Pin", "Acquire", "Rent", "Reserve", "Register", "Allocate", "Alloc", "Open", "Create", "Map", "Lease", "Borrow", "Clone", "Duplicate", "New", "Make"];

    /// <summary>What is acquired: the operation, awaited if it must be.</summary>
    public IOperation Value { get; } = Awaited(Operation);

    public bool IsDisposable => Counterparts.Count == 0;

    /// <summary>What the author calls it by.</summary>
    public string Name => Operation switch
    {
        IInvocationOperation call => call.TargetMethod.Name,
        { Type.Name: var type } => $"new {type}",
        _ => "",
    };

    /// <summary>Null if the operation is none, or not certain to be one.</summary>
    public static Acquisition? Of(IOperation operation, Body body, TypeFlow type)
    {
        if (operation is IObjectCreationOperation && Disposables.Is(operation.Type))
            return new Acquisition(operation, []);
        if (operation is not IInvocationOperation call || LockOperation.Of(call, body, type) is not null || call.TargetMethod.ContainingNamespace?.Name == "NotifierSdk")
            return null;
        if (Disposables.Is(Awaited(call).Type))
            return IsMade(call, body, type) ? new Acquisition(call, []) : null;
        var counterparts = CounterpartsOf(call.TargetMethod, call.Instance?.Type ?? call.TargetMethod.ContainingType);
        if (counterparts.Count == 0 && type.Bodies.Find(call, body) is { Returned: { Count: 1 } returned } helper && helper != body && helper.Resolve(returned[0]) is IInvocationOperation inner && type.Bodies.Find(inner, helper) is null
            && !Custody.IsKept(inner, helper))
        {
            counterparts = CounterpartsOf(inner.TargetMethod, inner.Instance?.Type ?? inner.TargetMethod.ContainingType); // a name for it
        }

        return counterparts.Count > 0 ? new Acquisition(call, counterparts) : null;
    }

    /// <summary>The methods of the owner that undo what the method does, by their names.</summary>
    public static IReadOnlyList<string> CounterpartsOf(IMethodSymbol method, ITypeSymbol? owner) =>
        [.. s_pairs.Where(pair => IsWord(method.Name, pair.Verb))
            .Select(pair => (Name: pair.Counterpart + method.Name.Substring(pair.Verb.Length), IsSure: pair.Verb != "Get"))
            .SelectMany(pair => new[] { pair, (Name: pair.Name.EndsWith("Async", StringComparison.Ordinal) ? pair.Name.Substring(0, pair.Name.Length - 5) : pair.Name + "Async", pair.IsSure) })
            .Where(pair => Members(owner, pair.Name).Any(counterpart => pair.IsSure || TakesBack(counterpart, method)))
            .Select(pair => pair.Name)
            .Distinct()];

    /// <summary>Whether the call undoes it.</summary>
    public bool IsUndoneBy(IInvocationOperation call) => Counterparts.Contains(call.TargetMethod.Name);

    private static IOperation Awaited(IOperation operation)
    {
        while (operation.Parent is IAwaitOperation or IConversionOperation { OperatorMethod: null } or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            operation = operation.Parent;
        return operation;
    }

    // By its name, or because a method of the type itself returns nothing but what it made. Helpers that return one another's values are looked into once.
    private static bool IsMade(IInvocationOperation first, Body user, TypeFlow type)
    {
        var (known, isMade) = (new HashSet<Body>(), false);
        var open = new Stack<(IInvocationOperation Call, Body Body)>();
        open.Push((first, user));
        while (open.Count > 0)
        {
            var (call, body) = open.Pop();
            if (type.Bodies.Find(call, body) is not { } own)
            {
                if (!s_makes.Any(verb => IsWord(call.TargetMethod.Name, verb)))
                    return false;
                isMade = true;
                continue;
            }

            if (!known.Add(own))
                continue;
            var returned = own.Returned.Select(value => Unawaited(own.Resolve(value))).ToList();
            if (returned.Count == 0 || returned.Any(value => value is not (IObjectCreationOperation or IInvocationOperation) || Custody.IsKept(value, own)))
                return false;
            isMade |= returned.Any(value => value is IObjectCreationOperation);
            foreach (var inner in returned.OfType<IInvocationOperation>())
                open.Push((inner, own));
        }

        return isMade;
    }

    private static IOperation Unawaited(IOperation value)
    {
        while (value is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: not null })
            value = value is IAwaitOperation awaited ? awaited.Operation : ((IInvocationOperation)value).Instance!;
        return value;
    }

    // Pin, PinPages and PinAsync, but not Pinned.
    private static bool IsWord(string name, string verb) =>
        name.StartsWith(verb, StringComparison.Ordinal) && (name.Length == verb.Length || char.IsUpper(name[verb.Length]));

    // A cache has a Get and a Put as well: there Put takes more than what Get returned.
    private static bool TakesBack(IMethodSymbol counterpart, IMethodSymbol method) =>
        counterpart.Parameters.Length == 1 && !method.ReturnsVoid && SymbolEqualityComparer.Default.Equals(counterpart.Parameters[0].Type, method.ReturnType);

    private static IEnumerable<IMethodSymbol> Members(ITypeSymbol? owner, string name)
    {
        for (; owner is not null; owner = owner.BaseType)
        {
            foreach (var member in owner.GetMembers(name).OfType<IMethodSymbol>())
                yield return member;
        }
    }
}

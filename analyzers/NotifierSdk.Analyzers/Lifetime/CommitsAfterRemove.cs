using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Analyzers.Sequence;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>
/// 5011: a driver that is written by hand commits under a lock, frees after <c>Remove</c> what its commits use, and does not override <c>WaitForCommits</c>: a commit that has checked its token goes on while
/// <c>Remove</c> returns.
/// </summary>
internal sealed class CommitsAfterRemove() : FlowRule(LifetimeRules.CommitsAfterRemove)
{
    private const string WaitForCommits = nameof(WaitForCommits);

    private static readonly string[] s_frees = ["Dispose", "Destroy", "Free", "Release", "Return", "Close", "Unmap", "Unpin", "Delete", "Deallocate"];

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        if (type.HasUnnamedLocks)
            return;
        foreach (var notifier in type.Notifiers)
        {
            if (HasGeneratedFault(notifier, type.Types) || Overrides(notifier, type.Types) || CommitsOf(notifier, type) is not { } commit)
                continue;
            foreach (var body in type.Bodies.All.Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier)))
            {
                if (FreedBehind(body, commit.Uses, type) is not { } freed || (commit.Place ?? CallOn(freed.Free, commit.Calls, body)) is not { } place)
                    continue;
                var lockName = commit.Lock.Code;
                report(Explained(freed.Free.Syntax.GetLocation(), Clause.Of("removed", freed.Remove.Syntax.GetLocation()).Add("committed", place.Syntax.GetLocation()),
                    System.Collections.Immutable.ImmutableDictionary<string, string?>.Empty.Add(LockPath.Property, lockName), Lines.Of(place.Syntax.GetLocation(), freed.Free.Syntax.GetLocation()), commit.Lock));
                break;
            }
        }
    }

    private static bool HasGeneratedFault(INamedTypeSymbol notifier, WellKnownTypes types) => notifier.GetMembers().Any(member => member.HasAttribute(types.Fault));

    private static bool Overrides(INamedTypeSymbol notifier, WellKnownTypes types)
    {
        for (INamedTypeSymbol? at = notifier; at is not null && !WellKnownTypes.Is(at, types.IntervalNotifier); at = at.BaseType)
        {
            if (at.GetMembers(WaitForCommits).Length > 0 || at.DeclaringSyntaxReferences.IsEmpty)
                return true;
        }

        return false;
    }

    // The first place at which something is filled after a check, the lock that is held there, what is used meanwhile, and the first call of each of that.
    private static (IOperation? Place, LockPath Lock, HashSet<ISymbol> Uses, Dictionary<ISymbol, IOperation> Calls)? CommitsOf(INamedTypeSymbol notifier, TypeFlow type)
    {
        if (DriverLocks.Of(notifier, type) is not { Count: 1 } locks || !locks[0].IsOfType || OpenSection.Follow(notifier, type) is not { IsExact: true } engine)
            return null;
        IOperation? place = null;
        var uses = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var calls = new Dictionary<ISymbol, IOperation>(SymbolEqualityComparer.Default);
        foreach (var flow in engine.Reached)
        {
            flow.Visit((operation, states) =>
            {
                if (states != 1UL << OpenSection.Valid)
                    return;
                if (Filling.Of(operation, flow.Body) is not null)
                    place ??= operation;
                if (operation is not IMemberReferenceOperation { Instance: IInstanceReferenceOperation } reference)
                    return;
                uses.Add(reference.Member);
                if (operation.Parent is IInvocationOperation call && call.Instance == operation && !calls.ContainsKey(reference.Member) && LockOperation.Of(call, flow.Body, type) is null)
                    calls.Add(reference.Member, call);
            });
        }

        return (place, locks[0], uses, calls);
    }

    // What fills a device or a stream is a call of it.
    private static IOperation? CallOn(IOperation free, Dictionary<ISymbol, IOperation> calls, Body body) =>
        free is IInvocationOperation { Instance: { } freed } && body.Resolve(freed) is IMemberReferenceOperation { Member: var member } && calls.TryGetValue(member, out var call) ? call : null;

    private static (IOperation Remove, IOperation Free)? FreedBehind(Body body, HashSet<ISymbol> uses, TypeFlow type)
    {
        if (body.Calls.FirstOrDefault(call => Removes(call, body, type)) is not { } remove)
            return null;
        var behind = body.Operations.Where(operation => operation.Syntax.SpanStart > remove.Syntax.Span.End).SelectMany(operation => WithHelpers(operation, body, type)).ToList();
        // Whoever takes the lock there waits for the commits.
        if (behind.Any(each => LockOperation.Of(each.Operation, each.Body, type) is { Action: not LockAction.Release }))
            return null;
        var (free, _) = behind.FirstOrDefault(each => each.Operation is IInvocationOperation call && Frees(call, uses, each.Body));
        return free is null ? null : (remove, free);
    }

    // By itself, or through a helper.
    private static bool Removes(IInvocationOperation call, Body body, TypeFlow type) => IsRemove(call, type.Types)
        || (type.Bodies.Find(call, body) is { IsIterator: false } helper && Removers(type).Contains(helper));

    private static HashSet<Body> Removers(TypeFlow type) => type.Once(typeof(CommitsAfterRemove), type, () =>
    {
        var callers = type.AllThatRun.SelectMany(body => type.CalledBy(body).Select(callee => (Callee: callee, Caller: body))).ToLookup(call => call.Callee, call => call.Caller);
        var removers = new HashSet<Body>();
        var open = new Stack<Body>(type.AllThatRun.Where(body => body.Calls.Any(call => IsRemove(call, type.Types))));
        while (open.Count > 0)
        {
            var body = open.Pop();
            if (!removers.Add(body))
                continue;
            foreach (var caller in callers[body])
                open.Push(caller);
        }

        return removers;
    });

    private static bool IsRemove(IInvocationOperation call, WellKnownTypes types) => call.IsOnThis()
        && (call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.Remove) || call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.RemoveAsync) || call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.TryRemove));

    private static IEnumerable<(IOperation Operation, Body Body)> WithHelpers(IOperation operation, Body body, TypeFlow type) =>
        operation is IInvocationOperation call && type.Bodies.Find(call, body) is { IsIterator: false } helper
            ? type.CalleesOf([helper]).SelectMany(callee => callee.Operations.Select(inner => (inner, callee))).Prepend((operation, body))
            : [(operation, body)];

    private static bool Frees(IInvocationOperation call, HashSet<ISymbol> uses, Body body)
    {
        if (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke)
            return call.Instance is { } instance && NameOf(body.Resolve(instance)) is { } name && Sounds(name.TrimStart('_')) && (call.Arguments.IsEmpty || call.Arguments.Any(argument => IsUsed(argument.Value, uses, body)));
        return Sounds(call.TargetMethod.Name)
            && ((call.Instance is { } freed && IsUsed(freed, uses, body)) || call.Arguments.Any(argument => IsUsed(argument.Value, uses, body)));
    }

    private static bool IsUsed(IOperation value, HashSet<ISymbol> uses, Body body) => body.MadeOf(value).Any(part =>
        part is IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member: var member } && uses.Contains(member));

    private static string? NameOf(IOperation asked) => asked switch
    {
        IMemberReferenceOperation member => member.Member.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        _ => null,
    };

    private static bool Sounds(string name) => s_frees.Any(verb => name.StartsWith(verb, StringComparison.OrdinalIgnoreCase));
}

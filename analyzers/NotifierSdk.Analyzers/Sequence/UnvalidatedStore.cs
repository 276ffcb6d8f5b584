using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Shape;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2011: what was collected is stored in a field, without any lock, before a <c>ReadRetry</c> has said that it is not stale.</summary>
internal sealed class UnvalidatedStore() : FlowRule(SequenceRules.UnvalidatedStore)
{
    // What counts, measures or reports what happened may be of the past.
    private static readonly string[] s_reports = ["last", "count", "stat", "trace", "log", "debug", "diag", "time", "scratch", "attempt", "error", "hint", "guess", "predict", "prefetch"];

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        var stored = new List<(IOperation Store, ISymbol Member, Body Body, FlowEngine Engine)>();
        var told = new List<(IOperation Call, ISymbol Promise, Body Body, FlowEngine Engine)>();
        foreach (var notifier in type.Notifiers)
        {
            foreach (var engine in Sections(notifier, type).Where(engine => engine.IsExact))
            {
                foreach (var flow in engine.Reached)
                {
                    flow.Visit((operation, states) =>
                    {
                        if (states == 1UL << OpenSection.Open && Filled(operation, flow.Body, type) is { } member)
                            stored.Add((operation, member, flow.Body, engine));
                        else if (states == 1UL << OpenSection.Open && Promised(operation, flow.Body, type) is { } promise)
                            told.Add((operation, promise, flow.Body, engine));
                    });
                }
            }
        }

        foreach (var (store, member, body, engine) in stored.Where(found => !IsReport(found.Member) && (IsShared(found.Member, type) || IsTakenUp(found.Member, found.Body, found.Engine)) && !IsUnderLock(found.Store, type)))
            report(Explained(store.Syntax.GetLocation(), OpenSection.Way(store, body, OpenSection.Open, engine, type), member.Name));
        foreach (var (call, promise, body, engine) in told)
            report(Explained(call.Syntax.GetLocation(), OpenSection.Way(call, body, OpenSection.Open, engine, type), promise.Name));
    }

    // Whoever awaits it goes on with what may be stale, whatever the check says afterwards.
    private static ISymbol? Promised(IOperation operation, Body body, TypeFlow type) =>
        operation is IInvocationOperation { Instance: { } promise, TargetMethod: { Name: "SetResult" or "TrySetResult", ContainingType: { Name: "TaskCompletionSource", TypeArguments.Length: 1 } }, Arguments: { Length: 1 } arguments }
        && (Collecting.Of(type).CallsBehind(arguments[0].Value, body).Any() || body.MadeOf(arguments[0].Value).Any(part => part is IInvocationOperation made && Collecting.Of(type).Collects(made, body)))
            ? body.Resolve(promise) switch
            {
                IParameterReferenceOperation parameter => parameter.Parameter,
                ILocalReferenceOperation local => local.Local,
                IMemberReferenceOperation member => member.Member,
                _ => null,
            }
            : null;

    /// <summary>The runs in which sections are open.</summary>
    // In the faults that are written by hand, and in the Collect of those that are not, which runs inside a section.
    public static IEnumerable<FlowEngine> Sections(INamedTypeSymbol notifier, TypeFlow type)
    {
        yield return OpenSection.Follow(notifier, type);
        foreach (var fault in DriverShapes.Of(notifier, type.Types, type.CancellationToken)?.Faults ?? [])
        {
            if (fault.Collect is { } collect && type.Bodies.Find(collect.Method) is { } body)
                yield return type.Run(new OpenSection(type), [(body, 1UL << OpenSection.Open)]);
        }
    }

    private static ISymbol? Filled(IOperation operation, Body body, TypeFlow type) =>
        Stored(operation) is var (target, value) && StoredTo(target, body) is { } member
        && (Collecting.Of(type).CallsBehind(value, body).Any() || body.Resolve(value) is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke })
            ? member
            : null;

    // Also for other threads to see at once.
    private static (IOperation Target, IOperation Value)? Stored(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation assignment => (assignment.Target, assignment.Value),
        IInvocationOperation { TargetMethod: { ContainingType.Name: "Volatile", Name: "Write" }, Arguments: { Length: 2 } arguments } => (arguments[0].Value, arguments[1].Value),
        _ => null,
    };

    // The fault itself reads it back once it was checked: another one may have stored its own meanwhile, which was not.
    private static bool IsTakenUp(ISymbol member, Body body, FlowEngine engine)
    {
        var isTakenUp = false;
        engine.ReachedFlowOf(body)?.Visit((operation, states) => isTakenUp |= states == 1UL << OpenSection.Valid && IsRead(operation, member));
        return isTakenUp && member is IFieldSymbol { IsStatic: false };
    }

    private static bool IsReport(ISymbol member) =>
        s_reports.Any(word => member.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0) || member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "ThreadStaticAttribute");

    // A field or property of the object or of its type, or an element of such an array or collection.
    private static ISymbol? StoredTo(IOperation target, Body body)
    {
        var known = new HashSet<IOperation>();
        while (known.Add(target = body.Resolve(target)))
        {
            switch (target)
            {
                case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed }:
                    target = indexed;
                    break;
                case IArrayElementReferenceOperation element:
                    target = element.ArrayReference;
                    break;
                case IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } member:
                    return member.Member;
                default:
                    return null;
            }
        }

        return null;
    }

    // Somebody else than a fault reads it.
    private static bool IsShared(ISymbol member, TypeFlow type) => type.OnceIf(typeof(UnvalidatedStore), member, () =>
        type.Bodies.All.Any(body => body.Method is { } method && IsCalledByOthers(method, type.Types) && IsReadIn(body, member, type)));

    private static bool IsCalledByOthers(IMethodSymbol method, WellKnownTypes types) =>
        method.MethodKind is MethodKind.Ordinary or MethodKind.PropertyGet
        && (method.DeclaredAccessibility != Accessibility.Private || method.IsCallback(types))
        && method.Name is not ("Dispose" or "DisposeAsync" or "ToString");

    private static bool IsReadIn(Body body, ISymbol member, TypeFlow type) =>
        !body.Operations.Any(operation => operation.IsReadBegin(type.Types))
        && body.SelfAndNested.Any(each => each.Operations.Any(operation => IsRead(operation, member)));

    private static bool IsRead(IOperation operation, ISymbol member) =>
        operation is IMemberReferenceOperation reference
        && SymbolEqualityComparer.Default.Equals(reference.Member, member)
        && !(reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference);

    // Under a lock nobody sees it before the check, if that comes under it as well.
    private static bool IsUnderLock(IOperation store, TypeFlow type)
    {
        return type.HasUnnamedLocks || type.Locks.Any(path => (type.FlowOf(path).StatesAt(store) & ~HeldLock.IsFree) != 0);
    }
}

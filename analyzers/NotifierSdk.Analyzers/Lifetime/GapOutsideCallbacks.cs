using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Analyzers.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>
/// 5007 outside callbacks: a notifier is removed with <c>RemoveLater</c>, and then inserted again, or one in its place. In a callback any insert counts; here a fresh notifier with an empty shadow misses
/// nothing, so that it must be the same one, one that takes its shadow over, or one that was there before and gets its range.
/// </summary>
internal static class GapOutsideCallbacks
{
    private const ulong HasLeft = (1UL << Gap.Left) | (1UL << Gap.Renamed);

    public static void Check(TypeFlow type, Action<Diagnostic> report)
    {
        var places = new HashSet<IOperation>();
        var inCallback = new Lazy<HashSet<Body>>(() => [.. type.CalleesOf(type.AllBodies.Where(body => body.Method?.IsCallback(type.Types) == true))]); // GapBetweenRegistrations speaks there
        var isInserted = type.CallsByName[MemberNames.Insert].Any(call => IsInsert(call, type));
        foreach (var body in isInserted ? type.AllBodies.Where(body => !body.IsIterator) : [])
        {
            foreach (var path in RemovedIn(body, type).Distinct().Where(path => !(path.IsThis && inCallback.Value.Contains(body)) && !path.IsSharedWithNested(body)))
            {
                var entries = path.IsOfType ? type.CallersOf([body]).Prepend(body).Where(entry => !entry.IsIterator && !(path.IsThis && inCallback.Value.Contains(entry))) : [body];
                foreach (var entry in entries)
                    Follow(entry, path, type, places, report);
            }
        }
    }

    /// <summary>Whether the call removes a notifier without waiting, now or with a batch.</summary>
    public static bool IsRemoval(IMethodSymbol method, WellKnownTypes types) =>
        method.Name == MemberNames.RemoveLater && (WellKnownTypes.Is(method.ContainingType, types.IntervalNotifier) || method.ContainingType.Name == "NotifierBatch");

    private static IEnumerable<NotifierPath> RemovedIn(Body body, TypeFlow type) => body.Calls
        .Where(call => IsRemoval(call.TargetMethod, type.Types))
        .Select(call => NotifierPath.Of(call.Arguments.IsEmpty ? call.Instance : call.Arguments[0].Value, body))
        .OfType<NotifierPath>();

    private static void Follow(Body entry, NotifierPath path, TypeFlow type, HashSet<IOperation> places, Action<Diagnostic> report)
    {
        var engine = type.Run(new Gap(path, type.Types), [(entry, 1UL << Gap.Listening)]);
        foreach (var flow in engine.IsExact ? engine.Reached : [])
        {
            flow.Visit((operation, states) =>
            {
                if ((states & HasLeft) == 0 || operation is not IInvocationOperation insert || !IsInsert(insert, type) || insert.Arguments.Length < 2 || places.Contains(operation))
                    return;
                var (inserted, range) = (ArgumentOf(insert, 0), ArgumentOf(insert, 1));
                var isSame = (states & (1UL << Gap.Left)) != 0 && path.Equals(NotifierPath.Of(inserted, flow.Body));
                if (!isSame && !TakesOver(inserted, path, flow.Body, type) && !(!IsFresh(inserted, flow.Body) && IsRangeOf(range, path, flow.Body)))
                    return;
                places.Add(operation);
                var descriptor = isSame ? LifetimeRules.InsertedWhileLeaving : LifetimeRules.GapBetweenRegistrations;
                report(Diagnostic.Create(descriptor, operation.Syntax.GetLocation(), MemberNames.RemoveLater, Way(operation, flow.Body, states, entry, engine)));
            });
        }
    }

    private static bool IsInsert(IInvocationOperation call, TypeFlow type) => call.TargetMethod.IsMember(type.Types.AddressSpace, MemberNames.Insert);

    private static IOperation ArgumentOf(IInvocationOperation call, int ordinal) => call.Arguments.First(argument => argument.Parameter?.Ordinal == ordinal).Value;

    // It is made of a collection or an array of the other one's: while nobody listens, nothing is dropped from that.
    private static bool TakesOver(IOperation inserted, NotifierPath path, Body body, TypeFlow type) => Made(inserted, body)
        .SelectMany(made => StoredIn(made, body).Prepend(made))
        .SelectMany(type.PartsOf)
        .OfType<IMemberReferenceOperation>()
        .Any(part => part.Type is { } kind && (kind is IArrayTypeSymbol || SharedCollections.IsCollection(kind)) && path.Equals(NotifierPath.Of(part.Instance, body)));

    // By its initializer, or behind it.
    private static IEnumerable<IOperation> StoredIn(IObjectCreationOperation made, Body body) => body.Operations.OfType<ISimpleAssignmentOperation>()
        .Where(assignment => assignment.Target is IMemberReferenceOperation { Instance: { } owner } && body.Resolve(owner) == made)
        .Select(assignment => assignment.Value);

    private static bool IsFresh(IOperation inserted, Body body) => Made(inserted, body).Any();

    private static IEnumerable<IObjectCreationOperation> Made(IOperation inserted, Body body)
    {
        var value = body.Resolve(inserted);
        var stored = value is IFieldReferenceOperation or IPropertyReferenceOperation or ILocalReferenceOperation
            ? body.Written[value is ILocalReferenceOperation local ? local.Local : ((IMemberReferenceOperation)value).Member] : [];
        return stored.OfType<IOperation>().Select(body.Resolve).Prepend(value).OfType<IObjectCreationOperation>();
    }

    private static bool IsRangeOf(IOperation range, NotifierPath path, Body body) =>
        body.Resolve(range) is IPropertyReferenceOperation { Property.Name: "Range", Instance: { } owner } && path.Equals(NotifierPath.Of(owner, body));

    private static string Way(IOperation insert, Body body, ulong states, Body entry, FlowEngine engine) =>
        string.Join(" → ", (Witness.To(insert, body, states & HasLeft, engine)?.Calls.Select(call => call.Body.Symbol.Name) ?? [entry.Symbol.Name]).Append(body.Symbol.Name).Distinct());
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Analyzers.Shape;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>
/// 2018: what one fault collected is kept in a field, a later fault takes it from there instead of collecting again, and the callback leaves the field alone. Only fields that are set as a whole, and
/// collections that are looked up by key: a buffer is read after it was filled.
/// </summary>
internal sealed class MemoOfCollect() : FlowRule(SequenceRules.MemoOfCollect)
{
    private static readonly HashSet<string> s_looks = ["TryGetValue", "ContainsKey", "GetValueOrDefault", "get_Item"];

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            var inCallback = MembersOfCallback(notifier, type);
            if (inCallback is null)
                continue;
            var committed = Committed.By(notifier, type);
            foreach (var collect in Collects(notifier, type))
                Check(collect, member => inCallback.Contains(member) || committed.Contains(member), type, report);
        }
    }

    private void Check(Body collect, Func<ISymbol, bool> isKnown, TypeFlow type, Action<Diagnostic> report)
    {
        var bodies = type.CalleesOf([collect]).ToList();
        var kept = bodies.SelectMany(body => body.Operations.SelectMany(operation => Kept(operation, body))
                .Where(store => !isKnown(store.Member) && IsCollected(store.Value, body, type))
                .Select(store => store.Member))
            .Distinct(SymbolEqualityComparer.Default).ToList();
        foreach (var member in kept)
        {
            var engine = type.Run(new KeptBefore(member!), [(collect, 1UL << KeptBefore.Before)]);
            if (!engine.IsExact)
                continue;
            var reads = new List<(IOperation Read, Body Body)>();
            foreach (var flow in engine.Reached)
            {
                flow.Visit((operation, states) =>
                {
                    if ((states & (1UL << KeptBefore.Before)) != 0 && IsRead(operation, member!, flow.Body))
                        reads.Add((operation, flow.Body));
                });
            }

            if (reads.Count == 0)
                continue;
            var (read, at) = reads[0];
            report(Explained(read.Syntax.GetLocation(), Clause.Of("kept", Stores(member!, bodies)), member!.Name));
        }
    }

    // Also in a variable that a look-up filled before.
    private static bool IsCollected(IOperation value, Body body, TypeFlow type) =>
        Collecting.Of(type).AllCallsBehind(value, body, isAnyOfSeveral: true).Any();

    private static Location? Stores(ISymbol member, IEnumerable<Body> bodies) => bodies
        .SelectMany(body => body.Operations.Where(operation => Kept(operation, body).Any(store => SymbolEqualityComparer.Default.Equals(store.Member, member))))
        .FirstOrDefault()?.Syntax.GetLocation();

    private static IEnumerable<Body> Collects(INamedTypeSymbol notifier, TypeFlow type)
    {
        foreach (var fault in DriverShapes.Of(notifier, type.Types, type.CancellationToken)?.Faults ?? [])
        {
            if (fault.Collect is { } collect && type.Bodies.Find(collect.Method) is { } body)
                yield return body;
        }

        foreach (var body in type.Bodies.All)
        {
            if (SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier) && body.Calls.Any(call => call.IsReadBegin(type.Types) && call.IsOnThis()))
                yield return body;
        }
    }

    /// <summary>What the operation keeps whole in a field, or under a key.</summary>
    internal static IEnumerable<(ISymbol Member, IOperation Value)> Kept(IOperation operation, Body body)
    {
        switch (operation)
        {
            case IDeconstructionAssignmentOperation { Target: ITupleOperation targets, Value: var values } when OutOfConversions(values) is ITupleOperation { Elements: var parts } && parts.Length == targets.Elements.Length:
                return targets.Elements.Zip(parts, (target, value) => (Member: WholeMember(target, body), Value: value)).Where(store => store.Member is not null).Select(store => (store.Member!, store.Value));
            case ISimpleAssignmentOperation { IsRef: false } assignment when WholeMember(assignment.Target, body) is { } member:
                return [(member, assignment.Value)];
            case IInvocationOperation { Instance: { } instance, TargetMethod.Name: "Add" or "TryAdd" or "GetOrAdd" or "AddOrUpdate", Arguments.Length: > 1 } call when OwnField(instance, body) is { } member:
                return call.Arguments.Skip(1).Select(argument => (member, argument.Value));
            default:
                return [];
        }
    }

    private static IOperation OutOfConversions(IOperation value)
    {
        while (value is IConversionOperation conversion)
            value = conversion.Operand;
        return value;
    }

    private static ISymbol? WholeMember(IOperation target, Body body) => target switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed, Arguments: { Length: 1 } keys } when keys[0].Parameter?.Type.SpecialType != SpecialType.System_Int32 => OwnField(indexed, body),
        _ => OwnField(target, body),
    };

    // Itself, or a part of a structure in one.
    private static ISymbol? OwnField(IOperation operation, Body body) => body.Resolve(operation) switch
    {
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }, Field: var field } => field,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }, Property: var property } when Alias.Of(property) is IFieldSymbol named => named,
        IFieldReferenceOperation { Instance: IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field.Type.IsValueType: true }, Field: var part } => part,
        _ => null,
    };

    private static bool IsRead(IOperation operation, ISymbol member, Body body)
    {
        if (operation is not IMemberReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(Alias.Of(reference.Member), member) || !SymbolEqualityComparer.Default.Equals(OwnField(reference, body), member))
            return false;
        return reference.Parent switch
        {
            IInvocationOperation call => call.Instance == reference && s_looks.Contains(call.TargetMethod.Name),
            IPropertyReferenceOperation { Property.IsIndexer: true } property => property.Parent is not IAssignmentOperation assignment || assignment.Target != property,
            IMemberReferenceOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None } => false,
            IAssignmentOperation assignment => assignment.Target != reference,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Or or BinaryOperatorKind.And or BinaryOperatorKind.LeftShift or BinaryOperatorKind.RightShift } => true, // computes with it; others ask which one it is
            IIsPatternOperation { Pattern: var pattern } => pattern.DescendantsAndSelf().Any(part => part is IDeclarationPatternOperation { DeclaredSymbol: not null } or IRecursivePatternOperation { DeclaredSymbol: not null }), // gives it a name to go on with
            ITupleOperation or IIncrementOrDecrementOperation or IBinaryOperation or IIsNullOperation => false,
            _ => true,
        };
    }

    // Null where it cannot be told what the callback does.
    private static HashSet<ISymbol>? MembersOfCallback(INamedTypeSymbol notifier, TypeFlow type)
    {
        var callbacks = type.Bodies.All.Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier) && body.Method?.IsCallback(type.Types) == true).ToList();
        return callbacks.Count == 0 ? null : CallbackCode.MembersOf(callbacks, type);
    }

    /// <summary>Whether the member was set in this run.</summary>
    private sealed class KeptBefore(ISymbol member) : Automaton
    {
        public const int Before = 0;
        public const int Now = 1;

        public override int StateCount => 2;

        public override Outcome Step(int state, IOperation operation, Body body) =>
            Outcome.To(Kept(operation, body).Any(store => SymbolEqualityComparer.Default.Equals(store.Member, member)) ? Now : state);
    }
}

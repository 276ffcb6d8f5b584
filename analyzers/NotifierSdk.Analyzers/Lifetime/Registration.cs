using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>Whether one notifier is inserted. Whatever may have changed that unseen leads to Unknown, and no path from there is wrong.</summary>
/// <param name="path">The notifier.</param>
/// <param name="type">The type whose code it is.</param>
/// <param name="told">The fields that tell whether it is inserted: they are set behind an insert or a removal, so that who asks one knows more than the path shows.</param>
/// <param name="knowsConditions">Whether nobody but a helper that inserts the notifier under a condition asks for that condition. If somebody else may, nothing is known after the helper.</param>
internal sealed class Registration(NotifierPath path, TypeFlow type, ICollection<ISymbol> told, bool knowsConditions = false) : Automaton
{
    public const int Unknown = 0;
    public const int NotInserted = 1;
    public const int Inserted = 2;
    public const int Removed = 3;

    private readonly Dictionary<NotifierPath, FlowEngine> _inside = [];

    public override int StateCount => 4;

    public static bool IsRemove(IMethodSymbol method, WellKnownTypes types) =>
        method.IsMember(types.IntervalNotifier, MemberNames.Remove) || method.IsMember(types.IntervalNotifier, MemberNames.RemoveAsync);

    /// <summary>Whether the call inserts the notifier.</summary>
    public static bool Inserts(IOperation operation, NotifierPath path, Body body, WellKnownTypes types) =>
        operation is IInvocationOperation call && call.TargetMethod.IsMember(types.AddressSpace, MemberNames.Insert)
        && call.Arguments.Any(argument => argument.Parameter?.Ordinal == 0 && path.Equals(NotifierPath.Of(argument.Value, body)));

    /// <summary>Whether the call removes it.</summary>
    public static bool Removes(IOperation operation, NotifierPath path, Body body, WellKnownTypes types) =>
        operation is IInvocationOperation call && (IsRemove(call.TargetMethod, types) ? path.Equals(NotifierPath.Of(call.Instance, body)) : path.IsLocal && RemovingOwner.Removes(call, path, body));

    public override Outcome Step(int state, IOperation operation, Body body)
    {
        if (operation is IInvocationOperation helper && Inside(helper, body) is var (engine, callee, _))
        {
            var returned = engine.Enter(callee, state).Returned;
            return Decides(operation, body) ? new Outcome(Settled(returned.WhenTrue), Settled(returned.WhenFalse)) : new Outcome(Settled(returned.Any), Settled(returned.Any));
        }

        return Outcome.To(operation switch
        {
            IArgumentOperation { Parent: IInvocationOperation followed } when Inside(followed, body) is not null => state,
            // Nobody inserts what is in already; a second time, whoever tries may find it in.
            IArgumentOperation { Parent: IInvocationOperation insert } argument when IsInsert(insert) && argument.Parameter?.Ordinal == 0 =>
                IsThis(argument.Value, body) && state == Unknown && !IsInsertedBefore(insert, body) ? NotInserted : state,
            IInvocationOperation insert when IsInsert(insert) => Inserts(insert, path, body, type.Types) ? Inserted : state,
            IInvocationOperation call when IsThis(call.Instance, body) => Called(state, call.TargetMethod),
            IInvocationOperation call when path.IsLocal && RemovingOwner.Removes(call, path, body) => Removed,
            IInvocationOperation call => IsHarmless(call, state) ? state : Forget(state, call, body),
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation } when path.IsOfType => state, // another name of it
            ISimpleAssignmentOperation assignment when IsThis(assignment.Target, body) => IsNew(assignment.Value) ? NotInserted : Unknown,
            _ when path.IsChangedBy(operation, body) => Unknown, // another one in each turn of a loop
            IArgumentOperation argument when IsThis(argument.Value, body) => path.IsLocal && RemovingOwner.IsGiven(argument) ? state : Unknown,
            IAwaitOperation => path.IsLocal ? state : Unknown,
            _ => state,
        });
    }

    public override bool Decides(IOperation operation, Body body) => operation is IInvocationOperation { Instance: null or IInstanceReferenceOperation, Type.SpecialType: SpecialType.System_Boolean } helper && Inside(helper, body) is not null;

    public override ulong Assume(int state, IOperation condition, bool value, Body body)
    {
        if (condition is IPropertyReferenceOperation { Property.Name: "IsInserted", Instance: { } instance } && IsThis(instance, body))
            return 1UL << (value ? Inserted : state == Removed ? Removed : NotInserted);
        var asked = condition is IPatternOperation pattern ? PatternInput.Of(pattern, body) : condition;
        return 1UL << (asked is not null && asked.DescendantsAndSelf().Any(TellsMore) ? Unknown : state);

        bool TellsMore(IOperation part) => part switch
        {
            IPropertyReferenceOperation { Instance: { } owner } when IsThis(owner, body) => true,
            IMemberReferenceOperation member => told.Contains(member.Member),
            ILocalReferenceOperation { Local: var local } => body.SelfAndNested.Any(nested => nested != body && nested.Written.Contains(local)), // a local function says what it has done
            // What the engine follows says so itself, but of a local; what it does not may tell anything.
            IInvocationOperation call => Inside(call, body) is null && (path.IsLocal ? call.TargetMethod.MethodKind == MethodKind.LocalFunction && type.Bodies.Find(call, body) is null : type.Bodies.Find(call, body) is null),
            _ => false,
        };
    }

    // Into another object's helper nothing is followed here: its this is not ours. Nor are the variables of a method that calls itself, or of one that is handed the notifier.
    public override bool Enters(IInvocationOperation call, Body body) =>
        (call.Instance is null or IInstanceReferenceOperation) && !path.IsOfVariableIn(call.TargetMethod) && !call.Arguments.Any(argument => IsThis(argument.Value, body))
        && (path.IsOfType || call.TargetMethod.MethodKind != MethodKind.LocalFunction);

    // What the helper returned nobody else knows, or nothing is known.
    private ulong Settled(ulong states) => !knowsConditions && Bits.Count(states) > 1 ? 1UL << Unknown : states;

    public override bool MayThrow(IOperation operation, Body body) => base.MayThrow(operation, body)
        && !(operation is IInvocationOperation helper && Inside(helper, body) is var (engine, callee, _) && engine.Enter(callee, NotInserted) is { Thrown: 0, Escaped: 0 });

    /// <summary>The helper that the call runs on an object that leads to the notifier, or that it hands the notifier to; the engine that follows it there, where it has another name; and that name.</summary>
    public (FlowEngine Engine, Body Callee, NotifierPath Path)? Inside(IInvocationOperation call, Body body)
    {
        if (call.Instance is null or IInstanceReferenceOperation)
            return HandedTo(call, body);
        if (type.Bodies.Find(call.TargetMethod) is not { IsIterator: false } callee || IsOverridable(call) || NotifierPath.Of(call.Instance, body) is not { } owner || path.From(owner) is not { } inner)
            return null;
        return (EngineOf(inner), callee, inner);
    }

    // A local function has its own name for nothing. What a method does with its parameter, it does with the notifier. Of one with another way to the same notifier nothing is known.
    private (FlowEngine Engine, Body Callee, NotifierPath Path)? HandedTo(IInvocationOperation call, Body body)
    {
        IParameterSymbol? handed = null;
        foreach (var argument in call.Arguments)
        {
            if (!IsThis(argument.Value, body))
                continue;
            if (handed is not null || argument.Parameter is not { RefKind: RefKind.None or RefKind.In, IsParams: false } parameter)
                return null;
            handed = parameter;
        }

        if (path.IsOfType || path.IsOfVariableIn(call.TargetMethod) || type.Bodies.Find(call, body) is not { IsIterator: false, Method: { IsAsync: false } helper } callee)
            return null;
        if (handed is null)
            return helper.MethodKind == MethodKind.LocalFunction ? (EngineOf(path), callee, path) : null;
        var named = helper.Parameters[handed.Ordinal];
        return callee.SelfAndNested.Any(inside => inside.Written.Contains(named)) || callee.SelfAndNested.Count > 1 ? null : (EngineOf(NotifierPath.Named(named)), callee, NotifierPath.Named(named));
    }

    private FlowEngine EngineOf(NotifierPath inner)
    {
        if (!_inside.TryGetValue(inner, out var engine))
            _inside.Add(inner, engine = new FlowEngine(inner.Equals(path) ? this : new Registration(inner, type, told, knowsConditions), type.Bodies));
        return engine;
    }

    private static bool IsOverridable(IInvocationOperation call) =>
        call.IsVirtual && (call.TargetMethod.IsVirtual || call.TargetMethod.IsAbstract || call.TargetMethod.IsOverride) && !call.TargetMethod.IsSealed && call.Instance?.Type?.IsSealed != true;

    private int Called(int state, IMethodSymbol method)
    {
        if (!WellKnownTypes.Is(method.ContainingType, type.Types.IntervalNotifier))
            return Unknown;
        return method.Name switch
        {
            MemberNames.Remove or MemberNames.TryRemove => Removed,
            MemberNames.RemoveLater or MemberNames.RemoveAsync => Unknown,
            _ => state,
        };
    }

    // Who is handed the notifier may do anything with it; what is not local may be changed by whoever is called.
    private int Forget(int state, IInvocationOperation call, Body body) =>
        !path.IsLocal || call.Arguments.Any(argument => IsThis(argument.Value, body)) ? Unknown : state;

    private bool IsInsert(IInvocationOperation call) => call.TargetMethod.IsMember(type.Types.AddressSpace, MemberNames.Insert);

    private bool IsInsertedBefore(IInvocationOperation insert, Body body) =>
        body.Calls.Any(call => call != insert && call.Syntax.SpanStart < insert.Syntax.SpanStart && Inserts(call, path, body, type.Types));

    private bool IsThis(IOperation? value, Body body) => value is not null && path.Equals(NotifierPath.Of(value, body));

    // A constructor that is given a space may insert what it makes.
    private bool IsNew(IOperation value)
    {
        while (value is IConversionOperation { OperatorMethod: null } conversion)
            value = conversion.Operand;
        return value is IObjectCreationOperation { Initializer: null } made && type.Types.IsNotifier(made.Type)
            && !made.Arguments.Any(argument => argument.Value.Type is null || WellKnownTypes.Is(argument.Value.Type, type.Types.AddressSpace) || type.Types.IsNotifier(argument.Value.Type));
    }

    // The framework inserts nothing and removes nothing. Another object that is handed nothing of ours does not insert what failed to be, nor again what was removed.
    private bool IsHarmless(IInvocationOperation call, int state) =>
        (call.TargetMethod.ContainingNamespace is { } space && IsSystem(space))
        || (state is NotInserted or Removed && IsOfAnother(call) && call.Arguments.All(argument => IsPlain(argument.Value)));

    private bool IsOfAnother(IInvocationOperation call) =>
        call.Instance is not (null or IInstanceReferenceOperation) && call.TargetMethod.MethodKind == MethodKind.Ordinary
        && call.TargetMethod.ContainingType is { } declaring && !type.Types.IsNotifier(declaring) && !WellKnownTypes.Is(declaring, type.Types.AddressSpace)
        && !type.Type.SelfAndNested().Any(own => WellKnownTypes.Is(declaring.OriginalDefinition, own));

    private bool IsPlain(IOperation argument) =>
        argument.DescendantsAndSelf().All(part => part is not (IInstanceReferenceOperation or IFlowAnonymousFunctionOperation or IMethodReferenceOperation) && !type.Types.IsNotifier(part.Type));

    private static bool IsSystem(INamespaceSymbol space)
    {
        while (space.ContainingNamespace is { IsGlobalNamespace: false } outer)
            space = outer;
        return space.Name == "System";
    }
}

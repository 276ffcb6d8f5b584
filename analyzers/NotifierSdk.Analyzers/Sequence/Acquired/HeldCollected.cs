using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence.Acquired;

/// <summary>Whether a method still has what it acquired in a read section, and whether it knows that the section collided.</summary>
internal sealed class HeldCollected(Acquisition acquired, Body owner, TypeFlow type) : Automaton
{
    public const int None = 0;

    /// <summary>A section is open, and nothing was acquired in it.</summary>
    private const int Begun = 1;

    private const int Held = 2;

    /// <summary>Held, and the section collided: it must be undone.</summary>
    public const int Collided = 3;

    private readonly HashSet<ISymbol> _related = new(
        acquired.Operation.ChildOperations.SelectMany(child => child.DescendantsAndSelf()).Select(VariableOf).OfType<ISymbol>(), SymbolEqualityComparer.Default);

    // The variable, if several values are ever stored there.
    private readonly ISymbol? _variable = acquired.Value.Parent is ISimpleAssignmentOperation { Target: var target, IsImplicit: false } ? VariableOf(target) : null;

    private HashSet<ISymbol>? _known;

    private HashSet<ISymbol> Handed => _known ??= FindHanded();

    public override int StateCount => 4;

    /// <summary>Whether the variable has a life of its own: what was acquired is out of reach where the next is stored there.</summary>
    public bool IsStoredElsewhere => _variable is not null;

    /// <summary>Whether the caller gets it, and may give it back.</summary>
    public bool IsHandedOut => _variable is IParameterSymbol;

    /// <summary>Whether each attempt stores what it acquired in the same variable, which no other function stores to.</summary>
    public static bool IsStoredAgain(Acquisition acquired, Body body) => acquired.Value.Parent is ISimpleAssignmentOperation { Target: var target } && VariableOf(target) is { } variable
        && body.Loops.Count > 0 && body.SelfAndNested.All(nested => nested == body || !nested.Written.Contains(variable));

    /// <summary>Whether the next turn can no longer reach what this one acquired: its variable is declared in the turn.</summary>
    public bool IsOutOfReachAt(IOperation begin) => begin.Syntax.SpanStart < acquired.Operation.Syntax.SpanStart;

    public override Outcome Step(int state, IOperation operation, Body body)
    {
        if (operation == acquired.Operation)
            return Outcome.To(state == None ? None : Held);
        if (operation.IsReadBegin(type.Types) && operation.IsOnThis() && IsStoredElsewhere)
            return Outcome.To(state == None ? Begun : state);
        if (operation.IsReadBegin(type.Types) && operation.IsOnThis())
            return Outcome.To(state is None or Begun || IsOutOfReachAt(operation) ? Begun : Held);
        if (Decides(operation, body))
            return state is Held or Collided ? Outcome.Split(Collided, operation.IsReadRetry(type.Types) ? Begun : state) : Outcome.To(state);
        return Outcome.To(state is Held or Collided && MayGiveUp(state, operation, body) ? Begun : state);
    }

    public override bool Decides(IOperation operation, Body body) =>
        (operation.IsReadRetry(type.Types) || operation.IsCheckRetry(type.Types)) && operation.IsOnThis();

    // Where it is found to be null, nothing was acquired; other questions about it may mean anything.
    public override ulong Assume(int state, IOperation condition, bool value, Body body)
    {
        if (state is not (Held or Collided) || IsFollowed(condition, body) || !type.PartsOf(condition).Any(part => IsIt(part, body)))
            return 1UL << state;
        var isThere = condition switch
        {
            IIsNullOperation => !value,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } => value,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } => !value,
            _ => false,
        };
        return 1UL << (isThere ? state : Begun);
    }

    // Its own paths say what the helper's answer means.
    private bool IsFollowed(IOperation condition, Body body) => condition is IInvocationOperation call && Enters(call, body) && type.Bodies.Find(call, body) is { } helper && type.IsCalledPrivately(helper) && ProtocolCalls.Checking(type).Contains(helper);

    // Undoing it, and releasing a lock on the way there, is taken not to fail.
    public override bool MayThrow(IOperation operation, Body body) =>
        base.MayThrow(operation, body)
        && !(operation is IInvocationOperation call && (acquired.IsUndoneBy(call) || Undoes(Collided, call, body) || LockOperation.Of(call, body, type) is not null));

    public override bool Enters(IInvocationOperation call, Body body) => call != acquired.Operation && !acquired.IsUndoneBy(call);

    private bool MayGiveUp(int state, IOperation operation, Body body) => operation switch
    {
        IFlowAnonymousFunctionOperation made => body.Lambdas.Any(lambda => lambda.Lambda == made && lambda.SelfAndNested.Any(MentionsIt)),
        IInvocationOperation call => acquired.IsUndoneBy(call) || Undoes(state, call, body) || (state == Collided && IsRelated(call, body)) || KeepsRelated(call),
        ISimpleAssignmentOperation { Target: IMemberReferenceOperation, Value: var kept } => !acquired.IsDisposable && IsAboutIt(body.Resolve(kept)),
        ISimpleAssignmentOperation { Target: IParameterReferenceOperation or ILocalReferenceOperation } assignment when IsStoredElsewhere && assignment.Value != acquired.Value && SymbolEqualityComparer.Default.Equals(VariableOf(assignment.Target), _variable) => state == Held,
        _ => (Custody.IsReference(operation) || operation.Kind == OperationKind.ParameterReference) && IsIt(operation, body) && !Custody.IsLook(operation, body) && !IsHandedToHelper(operation, body),
    };

    // Dispose, Close and the like; after a collision whatever it is told may be that.
    private bool Undoes(int state, IInvocationOperation call, Body body)
    {
        if (call.Instance is null || !IsIt(call.Instance, body))
            return false;
        return state == Collided || call.TargetMethod.Name is "Dispose" or "DisposeAsync" or "Close" or "Release" or "Free" or "Return";
    }

    // After a collision, a call that has to do with it may undo it in a way that nobody sees from here.
    private bool IsRelated(IInvocationOperation call, Body body)
    {
        if (call.TargetMethod is { IsStatic: true, ContainingNamespace: { Name: "NotifierSdk" or "System" or "Threading" } } && call.Arguments.All(argument => argument.Value.Type?.TypeKind != TypeKind.Delegate))
            return false; // a range is computed
        if (call.Arguments.Any(argument => type.PartsOf(argument).Any(part => IsIt(part, body) || (!acquired.IsDisposable && IsAboutIt(part)))))
            return true;
        if (acquired.IsDisposable || call.Instance is null)
            return false;
        return call.IsOnThis() ? type.Bodies.Find(call, body) is null && !IsOfNotifier(call) : IsSameReceiver(call, body);
    }

    // A list of what is to be undone later.
    private bool KeepsRelated(IInvocationOperation call) =>
        !acquired.IsDisposable && Custody.IsKeeper(call.TargetMethod) && call.Arguments.Any(argument => type.PartsOf(argument).Any(IsAboutIt));

    private bool IsSameReceiver(IInvocationOperation call, Body body) =>
        acquired.Operation is IInvocationOperation { Instance: { } receiver } && SymbolEqualityComparer.Default.Equals(owner.Resolve(receiver).Type, body.Resolve(call.Instance!).Type);

    private bool IsOfNotifier(IInvocationOperation call) => WellKnownTypes.Is(call.TargetMethod.ContainingType, type.Types.IntervalNotifier);

    private bool MentionsIt(Body nested) => nested.Operations.Any(step => IsIt(step, nested) || IsAboutIt(step));

    // What was said to acquire it, as the address of a page that is pinned.
    private bool IsAboutIt(IOperation operation) => VariableOf(operation) is { } variable && _related.Contains(variable);

    // What a helper that checks the token does with it is followed.
    private bool IsHandedToHelper(IOperation operation, Body body) => operation.Parent is IArgumentOperation { Parameter.RefKind: RefKind.None, Parent: IInvocationOperation call } && type.Bodies.Find(call, body) is { } helper && type.IsCalledPrivately(helper) && ProtocolCalls.Checking(type).Contains(helper) && Enters(call, body);

    private bool IsIt(IOperation operation, Body body) => IsItself(operation, body) || (body != owner && body.Resolve(operation) is IParameterReferenceOperation { Parameter: var given } && Handed.Contains(given));

    // The parameters of private helpers by which it is handed on.
    private HashSet<ISymbol> FindHanded()
    {
        var handed = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var open = new Stack<(Body Body, IParameterSymbol? As)>();
        open.Push((owner, null));
        while (open.Count > 0)
        {
            var (body, given) = open.Pop();
            foreach (var call in body.Calls)
            {
                if (type.Bodies.Find(call, body) is not { } helper || !type.IsCalledPrivately(helper))
                    continue;
                foreach (var argument in call.Arguments)
                {
                    if (argument.Parameter is { RefKind: RefKind.None } parameter && (given is null ? IsItself(argument.Value, body) : SymbolEqualityComparer.Default.Equals(VariableOf(body.Resolve(argument.Value)), given))
                        && helper.Method?.Parameters.ElementAtOrDefault(parameter.Ordinal) is { } inside && handed.Add(inside))
                    {
                        open.Push((helper, inside));
                    }
                }
            }
        }

        return handed;
    }

    private bool IsItself(IOperation operation, Body body) => (_variable is not null && SymbolEqualityComparer.Default.Equals(VariableOf(body.Resolve(operation)), _variable)) || body.Resolve(operation) == acquired.Value || body.Resolve(operation) == acquired.Operation;

    private static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>Whether a callback has saved its invalidation's sequence, or knows that it need not.</summary>
internal sealed class SavedSequence(TypeFlow type) : Automaton
{
    /// <summary>Not saved, and nothing is known that excuses it.</summary>
    public const int Pending = 0;

    private const int Saved = 1;
    private const int Excused = 2;

    private readonly WellKnownTypes _types = type.Types;

    public override int StateCount => 3;

    public override Outcome Step(int state, IOperation operation, Body body) => Outcome.To(MaySave(operation, body) ? Saved : state);

    public override ulong Assume(int state, IOperation condition, bool value, Body body) =>
        1UL << (state == Pending && !IsFollowed(condition, body) && NotToFollow.Says(condition, value, body, _types) ? Excused : state);

    // Inside the helper nobody would know what its parameter stands for.
    public override bool Enters(IInvocationOperation call, Body body) =>
        !call.Arguments.Any(argument => type.PartsOf(body.Resolve(argument.Value)).Any(part => NotToFollow.IsOwner(part, _types)));

    // Itself, or as the last part of a short-circuit whose other parts were asked before.
    private bool IsFollowed(IOperation condition, Body body) => condition switch
    {
        IInvocationOperation call => Enters(call, body) && type.Bodies.Find(call, body) is { IsIterator: false },
        IFlowCaptureReferenceOperation { Id: var capture } => body.StoredIn(capture).All(value => value.ConstantValue.HasValue || (value is IInvocationOperation && IsFollowed(value, body))),
        _ => false,
    };

    private bool MaySave(IOperation operation, Body body) => operation switch
    {
        IInvocationOperation call => Saves(call) || IsBaseCallback(call) || HandsOver(call, body),
        IFlowAnonymousFunctionOperation made => body.Lambdas.Any(lambda => lambda.Lambda == made && SavesSomewhere(lambda)),
        _ => false,
    };

    private bool SavesSomewhere(Body lambda) =>
        lambda.SelfAndNested.SelectMany(body => body.Operations).OfType<IInvocationOperation>()
            .Any(call => Saves(call) || (type.Bodies.Find(call, lambda) is { } helper && type.CalleesOf([helper]).Any(body => body.Calls.Any(Saves))));

    private bool Saves(IInvocationOperation call) => call.TargetMethod.IsMember(_types.IntervalNotifier, MemberNames.SetSeq);

    private bool IsBaseCallback(IInvocationOperation call) =>
        call.Instance is IInstanceReferenceOperation && !call.IsVirtual && call.TargetMethod.OverridesCallback(_types);

    // Whoever gets the sequence may save it; whoever gets the invalidation may if it can reach the notifier.
    private bool HandsOver(IInvocationOperation call, Body body)
    {
        if (call.Arguments.Any(argument => IsSequence(argument.Value)))
            return true;
        if (!call.Arguments.Any(argument => WellKnownTypes.Is(argument.Value.Type, _types.Invalidation)))
            return false;
        return call.TargetMethod.MethodKind == MethodKind.DelegateInvoke
            || CanReachNotifier(call.Instance?.Type)
            || call.Arguments.Any(argument => CanReachNotifier(body.Resolve(argument.Value).Type));
    }

    private bool CanReachNotifier(ITypeSymbol? receiver) =>
        _types.IsNotifier(receiver) || SymbolEqualityComparer.Default.Equals(receiver?.OriginalDefinition, type.Type);

    private static bool IsSequence(IOperation value) => value.Type is { Name: "InvalidationSequence", ContainingNamespace.Name: "NotifierSdk" };
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>Whether a start has begun work and put it into its finish state, so that only the finish step ends it.</summary>
internal sealed class BegunWork(TypeFlow type) : Automaton
{
    public const int None = 0;
    public const int Begun = 1;

    private static readonly string[] s_begins = ["Begin", "Start", "Post", "Queue", "Submit", "Issue", "Schedule", "Flush", "Preempt", "Suspend", "Pause", "Acquire", "Pin", "Open"];

    public override int StateCount => 2;

    public override Outcome Step(int state, IOperation operation, Body body) => Outcome.To(operation switch
    {
        ISimpleAssignmentOperation { Target: IParameterReferenceOperation { Parameter: { RefKind: RefKind.Out } finish } } assignment when WellKnownTypes.Is(finish.Type, type.Types.FinishState) =>
            WorkIn(assignment.Value, body) is null ? None : Begun,
        IInvocationOperation call when state == Begun && MayEnd(call, body) => None,
        _ => state,
    });

    /// <summary>The call that begins what the value stands for; null if there is none.</summary>
    private IInvocationOperation? WorkIn(IOperation value, Body body)
    {
        var known = new HashSet<IOperation>();
        foreach (var part in type.PartsOf(value))
        {
            if (part is IInvocationOperation call && Begins(call))
                return call;
            if (part is (ILocalReferenceOperation or IFlowCaptureReferenceOperation) && body.Resolve(part) is var made && known.Add(made)
                && type.PartsOf(made).OfType<IInvocationOperation>().FirstOrDefault(Begins) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static bool Begins(IInvocationOperation call) => call.Instance is not null && s_begins.Any(verb => call.TargetMethod.Name.StartsWith(verb, StringComparison.Ordinal));

    // Whoever began it is told something else, or somebody is handed it: it may be taken back.
    private bool MayEnd(IInvocationOperation call, Body body) =>
        call.Arguments.Any(argument => WorkIn(argument.Value, body) is not null || type.PartsOf(argument.Value).Any(part => part is IParameterReferenceOperation { Parameter.RefKind: RefKind.Out }))
        || (call.Instance is { } told && (WorkIn(told, body) is not null || body.Operations.OfType<IInvocationOperation>().Any(other => other != call && Begins(other) && IsSame(other.Instance!, told))));

    private static bool IsSame(IOperation one, IOperation other) =>
        (one is IInstanceReferenceOperation && other is IInstanceReferenceOperation) || (NameOf(one) is { } name && SymbolEqualityComparer.Default.Equals(name, NameOf(other)));

    private static ISymbol? NameOf(IOperation receiver) => receiver switch
    {
        IMemberReferenceOperation member => member.Member,
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };
}

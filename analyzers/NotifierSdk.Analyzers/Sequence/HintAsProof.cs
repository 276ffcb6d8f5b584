using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2010: <c>CheckRetry</c>, a hint, under the lock and where nothing else checks the token.</summary>
internal sealed class HintAsProof() : FlowRule(SequenceRules.HintAsProof)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var body in type.AllBodies)
        {
            var calls = body.Operations.OfType<IInvocationOperation>().ToList();
            var hints = calls.Where(call => call.IsCheckRetry(type.Types) && call.IsOnThis()).ToList();
            if (hints.Count == 0 || !hints.Exists(HasToken) || IsProvenElsewhere(body, type) || HandsTokenOn(body, type))
                continue;
            foreach (var hint in hints)
            {
                if (type.Locks.FirstOrDefault(path => IsHeldAt(hint, path, type)) is not { } held)
                {
                    if (!IsOnlyCheck(hint, body, type))
                        continue;
                    report(Explained(hint.Syntax.GetLocation(), Clause.Of("begun", calls.FirstOrDefault(call => ProtocolCalls.IsBegin(call, body, type))?.Syntax.GetLocation())));
                    break;
                }

                report(Explained(hint.Syntax.GetLocation(), Way(hint, held, calls, body, type)));
                break;
            }
        }
    }

    // Nobody in the type ever asks for more, and what was collected is committed behind the hint.
    private static bool IsOnlyCheck(IInvocationOperation hint, Body body, TypeFlow type) =>
        !type.Calls.Any(found => found.Call.IsReadRetry(type.Types))
        && type.CalleesOf([body]).Any(run => run.Operations.Any(operation => (run != body || operation.Syntax.SpanStart > hint.Syntax.SpanStart) && Filling.Of(operation, run) is not null && type.Locks.Any(path => IsHeldNow(operation, path, type))));

    private static bool IsHeldNow(IOperation operation, LockPath path, TypeFlow type) => type.FlowOf(path).StatesAt(operation) is not 0 and var states && (states & ~HeldLock.IsHeld) == 0;

    private static Clause Way(IOperation hint, LockPath held, List<IInvocationOperation> calls, Body body, TypeFlow type) =>
        Clause.Of("begun", calls.FirstOrDefault(call => ProtocolCalls.IsBegin(call, body, type))?.Syntax.GetLocation())
            .Add(LockWitness.Held(hint, body, type.FlowOf(held).Engine, $"'{held}' taken"));

    // A variable; what is kept somewhere may be checked anywhere.
    private static bool HasToken(IInvocationOperation hint) => hint.Arguments.Length == 1 && hint.Arguments[0].Value is ILocalReferenceOperation or IParameterReferenceOperation;

    // By the method itself, by one that comes to it, or by what those run.
    private static bool IsProvenElsewhere(Body body, TypeFlow type) => type.CalleesOf([body, .. type.CallersOf([body]), .. Around(body)]).Any(run => run.Calls.Any(call => call.IsReadRetry(type.Types)));

    private static IEnumerable<Body> Around(Body body)
    {
        for (var at = body.Outer; at is not null; at = at.Outer)
            yield return at;
    }

    private static bool IsHeldAt(IOperation call, LockPath path, TypeFlow type) => (type.FlowOf(path).StatesAt(call) & HeldLock.IsHeld) != 0;

    private static bool HandsTokenOn(Body body, TypeFlow type) =>
        body.Operations.Any(operation => operation is IArgumentOperation { Parent: IInvocationOperation call } argument && !call.IsCheckRetry(type.Types)
            && argument.Value.Type is { Name: "ReadToken" } && !TokenOrigin.IsGivenTo(argument, type))
        || body.Lambdas.Count > 0;
}

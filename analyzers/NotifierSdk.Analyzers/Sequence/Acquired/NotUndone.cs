using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;

namespace NotifierSdk.Analyzers.Sequence.Acquired;

/// <summary>2016: what collecting acquired is not undone where the section collided, in a fault that is written by hand.</summary>
internal sealed class NotUndone() : FlowRule(SequenceRules.NotUndone)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var body in type.AllBodies)
        {
            if (!ProtocolCalls.Checking(type).Contains(body) || body.IsIterator)
                continue;
            var retry = body.Operations.First(operation => (operation.IsReadRetry(type.Types) && operation.IsOnThis()) || ProtocolCalls.Checks(operation, body, type));
            foreach (var acquired in body.Operations.Select(operation => Acquisition.Of(operation, body, type)).OfType<Acquisition>())
            {
                if (IsOwn(acquired, body) && !IsUndoneInLoop(acquired, retry, body, type) && IsLeft(acquired, body, type))
                    report(Explained(acquired.Operation.Syntax.GetLocation(), Clause.Of("checked", retry.Syntax.GetLocation()), acquired.Name, "give it back before the next attempt"));
            }
        }
    }

    // In a variable that is declared with it, in one that gets another one in every attempt, or in none.
    private static bool IsOwn(Acquisition acquired, Body body) => acquired.Value.Parent switch
    {
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local }, IsImplicit: true } => body.StoredIn(local) is not null, // its declaration
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation or IParameterReferenceOperation { Parameter.RefKind: RefKind.Out } } => HeldCollected.IsStoredAgain(acquired, body),
        IExpressionStatementOperation => !acquired.IsDisposable,
        _ => false,
    };

    // A loop over what was acquired, of the method itself or of one that it calls, may have no turn as far as the paths show.
    private static bool IsUndoneInLoop(Acquisition acquired, IOperation retry, Body body, TypeFlow type) =>
        !acquired.IsDisposable && type.CalleesOf([body]).SelectMany(run => run.SelfAndNested).SelectMany(run => run.Calls).Where(acquired.IsUndoneBy).Any(call => call.Syntax.Ancestors()
            .TakeWhile(at => at is not MemberDeclarationSyntax)
            .Any(at => at is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax && !at.Span.Contains(retry.Syntax.Span)));

    private static bool IsLeft(Acquisition acquired, Body body, TypeFlow type)
    {
        var automaton = new HeldCollected(acquired, body, type);
        var engine = type.Run(automaton, [(body, 1UL << HeldCollected.None)]);
        if (!engine.IsExact)
            return false;
        const ulong collided = 1UL << HeldCollected.Collided;
        var flow = engine.FlowOf(body);
        var isLeft = !automaton.IsHandedOut && ((flow.Thrown & collided) != 0 || flow.Returns.Any(found => (found.States.Any & collided) != 0));
        flow.Visit((operation, states) => isLeft |= (states & collided) != 0
            && (automaton.IsStoredElsewhere ? operation == acquired.Operation : operation.IsReadBegin(type.Types) && operation.IsOnThis() && automaton.IsOutOfReachAt(operation)));
        return isLeft;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2009: a token is checked by another notifier than the one that gave it.</summary>
internal sealed class TokenOfAnother() : FlowRule(SequenceRules.TokenOfAnother)
{
    // Tokens of several notifiers meet in code that is none itself, too.
    public override bool Concerns(INamedTypeSymbol type, WellKnownTypes types) => types.IsNotifier(type)
        || (type.GetMembers().Any(member => (member is IFieldSymbol field && types.IsNotifier(field.Type)) || (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor && constructor.Parameters.Any(parameter => types.IsNotifier(parameter.Type)))) && Vocabulary.Uses(type, CancellationToken.None, MemberNames.ReadRetry, MemberNames.CheckRetry));

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var (call, body) in type.Calls)
        {
            if (!(call.IsReadRetry(type.Types) || call.IsCheckRetry(type.Types)) || call.Arguments.Length != 1)
                continue;
            if (TokenOrigin.Of(call.Arguments[0].Value, body, type) is { } given && AreThisAndElement(given, call, body, out var whose, out var asked))
            {
                report(At(call.Arguments[0].Syntax.GetLocation(), [given.Syntax.GetLocation()], asked, whose, Lines.Of(given.Syntax.GetLocation(), call.Arguments[0].Syntax.GetLocation())));
                continue;
            }

            if (TokenOrigin.Of(call.Arguments[0].Value, body, type) is not { } begin || GiverOf(begin, body, type) is not { } giver || Path(call, body, type) is not { } checker)
                continue;
            if (giver.Equals(checker))
                continue;
            var (place, from) = (call.Arguments[0].Syntax.GetLocation(), begin.Syntax.GetLocation());
            report(At(place, [from], checker, giver, Lines.Of(from, place)));
        }
    }

    // One of several notifiers in a loop, and the object itself.
    private static bool AreThisAndElement(IInvocationOperation begin, IInvocationOperation check, Body body, out string giver, out string checker)
    {
        (giver, checker) = (NameOf(begin.Instance), NameOf(check.Instance));
        return (IsElement(begin.Instance, body) && check.IsOnThis()) || (begin.IsOnThis() && IsElement(check.Instance, body));
    }

    private static bool IsElement(IOperation? notifier, Body body) =>
        notifier is ILocalReferenceOperation && body.Resolve(notifier) is IPropertyReferenceOperation { Property.Name: "Current", IsImplicit: true } or IArrayElementReferenceOperation;

    private static string NameOf(IOperation? notifier) => notifier is ILocalReferenceOperation { Local.Name: var name } ? name : "this";

    // Of a helper around ReadBegin, whose that is.
    private static LockPath? GiverOf(IInvocationOperation begin, Body body, TypeFlow type) => begin.IsReadBegin(type.Types) ? Path(begin, body, type)
        : type.Bodies.Find(begin, body) is { Returned: { Count: 1 } returned } helper && TokenOrigin.Of(returned[0], helper, type) is { } inner && inner.IsReadBegin(type.Types) && Path(inner, helper, type) is { IsOfType: true } path ? path
        : null;

    // Locals may name one another's objects; this, parameters and fields are told apart.
    private static LockPath? Path(IInvocationOperation call, Body body, TypeFlow type) =>
        LockPath.Of(call.Instance, body, type) is { } path && path.Root is null or IParameterSymbol ? path : null;
}

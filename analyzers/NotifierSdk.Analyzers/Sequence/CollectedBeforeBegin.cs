using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>
/// 2007: everything that is committed was collected before <c>ReadBegin</c>, so that the token is younger than the snapshot it stands for. Reported only of a section in
/// which nothing at all is collected: of one that collects more, who knows what its author meant the token for.
/// </summary>
internal sealed class CollectedBeforeBegin() : FlowRule(SequenceRules.CollectedBeforeBegin)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            var collecting = Collecting.Of(type, isNamed: true);
            var engine = OpenSection.Follow(notifier, type);
            foreach (var flow in engine.IsExact ? engine.Reached : [])
            {
                if (BegunAgain(flow.Body, type) is not { } last)
                {
                    if (OnlySection(flow.Body, type) is not { } section || !IsEmpty(section.Begin, section.Retry, flow.Body, type))
                        continue;
                    last = section.Begin;
                }

                var older = new List<IInvocationOperation>();
                foreach (var filling in type.CalleesOf([flow.Body]).Select(engine.ReachedFlowOf).OfType<BodyFlow>())
                {
                    filling.Visit((operation, states) =>
                    {
                        if (states == 1UL << OpenSection.Valid && Filling.Of(operation, filling.Body) is not null)
                            older.AddRange(Filling.Values(operation).SelectMany(value => collecting.AllCallsBehind(value, filling.Body)).Where(found => found.Body == flow.Body && IsBefore(found.Call, last)).Select(found => found.Call));
                    });
                }

                if (older.Count > 0)
                    report(At(last.Syntax.GetLocation(), [older[0].Syntax.GetLocation()], NameOf(older[0]), Lines.Of(older[0].Syntax.GetLocation(), last.Syntax.GetLocation())));
            }
        }
    }

    // The last of several in a row that store their token in one variable: what was collected before it, it does not cover.
    private static IInvocationOperation? BegunAgain(Body body, TypeFlow type)
    {
        var begins = body.Calls.Where(call => ProtocolCalls.IsBegin(call, body, type)).OrderBy(call => call.Syntax.SpanStart).ToList();
        if (begins.Count < 2 || TokenPerChunk.StoredIn(begins[0], body) is not { } token)
            return null;
        var last = begins[begins.Count - 1];
        return begins.TrueForAll(begin => StatementOf(begin).Parent == StatementOf(last).Parent && SymbolEqualityComparer.Default.Equals(TokenPerChunk.StoredIn(begin, body), token))
            && body.Calls.Where(call => ProtocolCalls.IsCheck(call, body, type)).All(retry => retry.Syntax.SpanStart > last.Syntax.SpanStart
                && ProtocolCalls.TokenOf(retry) is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, token))
                ? last
                : null;
    }

    private static SyntaxNode StatementOf(IOperation operation) => operation.Syntax.Ancestors().FirstOrDefault(around => around is StatementSyntax) ?? operation.Syntax;

    // One ReadBegin, whose token every ReadRetry checks.
    private static (IInvocationOperation Begin, IInvocationOperation Retry)? OnlySection(Body body, TypeFlow type)
    {
        var calls = body.Operations.OfType<IInvocationOperation>().ToList();
        var begins = calls.Where(call => ProtocolCalls.IsBegin(call, body, type)).ToList();
        var retries = calls.Where(call => ProtocolCalls.IsCheck(call, body, type)).ToList();
        return begins.Count == 1 && retries.Count > 0 && retries.All(retry => ProtocolCalls.TokenOf(retry) is { } token && TokenOrigin.Of(token, body, type) == begins[0])
            && retries.Min(retry => retry.Syntax.SpanStart) > begins[0].Syntax.SpanStart
            && !body.Graph.OriginalOperation.Syntax.DescendantNodes().Any(node => node.IsKind(SyntaxKind.GotoStatement))
                ? (begins[0], retries[0])
                : null;
    }

    // Between the two the lock is taken, and nobody is asked for anything; nor is memory read again behind them.
    private static bool IsEmpty(IInvocationOperation begin, IInvocationOperation retry, Body body, TypeFlow type) =>
        !body.SelfAndNested.SelectMany(each => each.Operations.Select(operation => (operation, each))).Any(found =>
            found.operation.Syntax.SpanStart > begin.Syntax.Span.End
            && found.operation switch
            {
                IInvocationOperation call when call.Syntax.SpanStart > retry.Syntax.Span.End => Collecting.Of(type).Collects(call, found.each), // to compare with, maybe
                _ when found.operation.Syntax.Span.End > retry.Syntax.SpanStart => false,
                IInvocationOperation call => !call.IsImplicit && LockOperation.Of(call, found.each, type) is null && !IsOfSdk(call.TargetMethod.ContainingType, type.Types) && call.TargetMethod.Name != "ConfigureAwait",
                IObjectCreationOperation { Arguments.Length: > 0 } creation when creation.Arguments.All(argument => IsOlder(argument.Value, begin, found.each, type)) => false, // what was collected is wrapped
                IDynamicInvocationOperation or IObjectCreationOperation or IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true } => true,
                IOperation { Kind: OperationKind.None } => true, // a pointer is read through
                _ => false,
            });

    private static bool IsOlder(IOperation value, IInvocationOperation begin, Body body, TypeFlow type) =>
        Collecting.Of(type, isNamed: true).CallsBehind(value, body).ToList() is { Count: > 0 } calls && calls.TrueForAll(call => IsBefore(call, begin));

    private static bool IsOfSdk(INamedTypeSymbol declaring, WellKnownTypes types) =>
        WellKnownTypes.Is(declaring, types.IntervalNotifier) || WellKnownTypes.Is(declaring, types.AddressRange) || WellKnownTypes.Is(declaring, types.AddressSpace);

    // Before it in the text is before it on every path: the value is stored once, and a loop around both runs them in this order in every turn.
    private static bool IsBefore(IOperation call, IOperation begin) => call.Syntax.Span.End <= begin.Syntax.SpanStart;

    private static string NameOf(IInvocationOperation call) => call.TargetMethod.MethodKind == MethodKind.DelegateInvoke ? call.Instance?.Syntax.ToString() ?? "" : call.TargetMethod.Name;
}

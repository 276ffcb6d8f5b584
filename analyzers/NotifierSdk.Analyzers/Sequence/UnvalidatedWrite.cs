using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2006: the shadow is filled while a read section is open that no <c>ReadRetry</c> has checked.</summary>
internal sealed class UnvalidatedWrite() : FlowRule(SequenceRules.UnvalidatedWrite)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            var shadow = Shadow(notifier, type.Types, out var severity);
            if (shadow.Count == 0)
                continue;
            var engine = OpenSection.Follow(notifier, type);
            if (!engine.IsExact)
                continue;
            foreach (var flow in engine.Reached)
            {
                flow.Visit((operation, states) =>
                {
                    if ((states & (1UL << OpenSection.Open)) != 0 && Filling.Of(operation, flow.Body) is { } member && shadow.Contains(member))
                        report(Explained(operation.Syntax.GetLocation(), OpenSection.Way(operation, flow.Body, OpenSection.Open, engine, type), severity, member.Name));
                });
            }
        }
    }

    // Whoever marks a shadow says that the rest is none; otherwise what the driver lock guards may be one.
    private static HashSet<ISymbol> Shadow(INamedTypeSymbol notifier, WellKnownTypes types, out DiagnosticSeverity severity)
    {
        var marked = notifier.GetMembers().Where(member => member.HasAttribute(types.ShadowState)).ToList();
        severity = marked.Count > 0 ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
        if (marked.Count == 0 && LockContracts.DriverLock(notifier, types) is { } driverLock)
            marked = [.. notifier.GetMembers().Where(member => LockContracts.LockName(member, types.GuardedBy) == driverLock.Name)];
        return new HashSet<ISymbol>(marked, SymbolEqualityComparer.Default);
    }
}

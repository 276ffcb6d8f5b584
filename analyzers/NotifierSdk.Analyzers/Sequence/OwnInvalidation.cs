using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2014: a fault begins an invalidation of its own inside its read section, and the callback does not ask whose it is.</summary>
internal sealed class OwnInvalidation() : FlowRule(SequenceRules.OwnInvalidation)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            if (AsksForOwner(notifier, type))
                continue;
            var places = new HashSet<IOperation>();
            foreach (var engine in UnvalidatedStore.Sections(notifier, type).Where(engine => engine.IsExact))
            {
                foreach (var flow in engine.Reached)
                {
                    flow.Visit((operation, states) =>
                    {
                        if ((operation.IsOnSpace(type.Types, MemberNames.BeginInvalidate, MemberNames.TryBeginInvalidate) || BegunElsewhere.By(operation, flow.Body, type)) && (states & (1UL << OpenSection.Open)) != 0 && places.Add(operation))
                            report(Explained(operation.Syntax.GetLocation(), OpenSection.Way(operation, flow.Body, OpenSection.Open, engine, type), Calls.NameOf(operation)));
                    });
                }
            }
        }
    }

    // Anywhere in the type: who knows of owners has thought of it.
    private static bool AsksForOwner(INamedTypeSymbol notifier, TypeFlow type) =>
        type.OnceIf(typeof(OwnInvalidation), type, () => type.AllBodies.Any(body => body.Operations.Any(operation => NotToFollow.IsOwner(operation, type.Types))))
        || notifier.GetMembers().Any(member =>
            new[] { type.Types.Invalidate, type.Types.InvalidateStart }.Any(attribute =>
                WellKnownTypes.Find(member, attribute)?.NamedArguments.Any(argument => argument.Key == ArgumentNames.IgnoreOwn) == true))
        || !type.Bodies.All.Any(body => body.Method?.IsCallback(type.Types) == true && SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier));
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2013: a token or section in a field of the notifier, or in a static: two faults at once share it.</summary>
internal sealed class KeptToken() : FlowRule(SequenceRules.KeptToken)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var owner in type.Type.SelfAndNested())
        {
            foreach (var member in owner.GetMembers())
            {
                if (Kept(member) is { } kept && (member.IsStatic || (NotifierThatKeeps(owner, type) is { } notifier && !IsAskedBeforeUse(member, notifier, type))) && member.Locations.FirstOrDefault(location => location.IsInSource) is { } place)
                    report(Explained(place, Clause.Of("stored", type.Stores[member].Select(store => store.Step.Syntax.GetLocation()).Distinct()), member.Name, kept));
            }
        }
    }

    // The notifier itself, or the one around it that has a single object of it.
    private static INamedTypeSymbol? NotifierThatKeeps(INamedTypeSymbol owner, TypeFlow type)
    {
        if (type.Types.IsNotifier(owner))
            return owner;
        return owner.ContainingType is { } around && type.Types.IsNotifier(around)
            && around.GetMembers().Any(member => member is IFieldSymbol { IsStatic: false, Type: var kept } field && SymbolEqualityComparer.Default.Equals(kept, owner) && field.GetAttributes().IsEmpty)
                ? around
                : null;
    }

    // The token of what is kept beside it: stored once it was checked, and only ever checked again.
    private static bool IsAskedBeforeUse(ISymbol member, INamedTypeSymbol owner, TypeFlow type)
    {
        var engine = OpenSection.Follow(owner, type);
        var stores = new HashSet<IOperation>(type.Stores[member].Select(store => store.Step));
        if (!engine.IsExact || stores.Count == 0 || !type.AllBodies.All(body => body.Operations.All(operation => !IsOf(operation, member) || IsChecked(operation, type.Types) || stores.Any(store => store.Syntax.Span.Contains(operation.Syntax.Span)))))
            return false;
        var valid = 0;
        foreach (var flow in engine.Reached)
            flow.Visit((operation, states) => valid += stores.Contains(operation) && states == 1UL << OpenSection.Valid ? 1 : 0);
        return valid == stores.Count;
    }

    private static bool IsOf(IOperation operation, ISymbol member) => operation is IMemberReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Member, member);

    private static bool IsChecked(IOperation use, WellKnownTypes types) => use.Parent is IArgumentOperation { Parent: { } call } && (call.IsReadRetry(types) || call.IsCheckRetry(types));

    private static string? Kept(ISymbol member)
    {
        var type = member switch
        {
            IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type,
            IPropertySymbol { IsIndexer: false } property => property.Type,
            _ => null,
        };
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];
        return type is { Name: "ReadToken" or "ReadSection", ContainingNamespace.Name: "NotifierSdk" } && (member is not IPropertySymbol kept || IsStored(kept)) ? type.Name : null;
    }

    private static bool IsStored(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));
}

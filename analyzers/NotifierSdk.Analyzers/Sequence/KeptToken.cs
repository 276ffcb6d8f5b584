using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;

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
                if (Kept(member) is { } kept && (member.IsStatic || type.Types.IsNotifier(owner)) && member.Locations.FirstOrDefault(location => location.IsInSource) is { } place)
                    report(Explained(place, Clause.Of("stored", type.Stores[member].Select(store => store.Step.Syntax.GetLocation()).Distinct()), member.Name, kept));
            }
        }
    }

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

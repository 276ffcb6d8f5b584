using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>The runs that say where a notifier of a type is inserted: each begins where somebody may enter the type, and goes through its helpers.</summary>
internal static class Registrations
{
    /// <summary>Of a notifier that every method names the same, one run for each entry that comes to an insert or a removal of it.</summary>
    public static IEnumerable<(Body Entry, FlowEngine Engine)> Follow(NotifierPath path, TypeFlow type)
    {
        var own = type.AllBodies.Where(body => body.Operations.Any(operation => Changes(operation, path, body, type))).ToList();
        if (own.Count == 0)
            return [];
        var entries = own.Concat(type.CallersOf(own)).Distinct()
            .Where(body => !body.IsIterator && !path.IsSharedWithNested(body))
            .Where(body => !path.IsThis || body.Method?.IsCallback(type.Types) != true) // 3001 says that it must not be removed there at all
            .ToList();
        var told = Told(path, entries, type);
        return entries.Select(entry => (entry, Run(path, entry, type, told))).Where(run => run.Item2.IsExact);
    }

    /// <summary>The run of one body alone.</summary>
    public static FlowEngine Run(NotifierPath path, Body entry, TypeFlow type, ICollection<ISymbol> told, int state = Registration.Unknown, bool knowsConditions = false) =>
        type.Run(new Registration(path, type, told, knowsConditions), [(entry, 1UL << state)]);

    /// <summary>What is set behind an insert or a removal.</summary>
    public static ICollection<ISymbol> Told(NotifierPath path, IEnumerable<Body> entries, TypeFlow type)
    {
        var told = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var entry in entries)
        {
            foreach (var flow in Run(path, entry, type, []).Reached)
            {
                var first = flow.Body.Operations.FirstOrDefault(operation => Changes(operation, path, flow.Body, type))?.Syntax.SpanStart ?? int.MaxValue;
                flow.Visit((operation, states) =>
                {
                    if ((states & ((1UL << Registration.Inserted) | (1UL << Registration.Removed))) == 0 && operation.Syntax.SpanStart < first)
                        return;
                    foreach (var (symbol, _) in Writes.Of(operation, flow.Body))
                    {
                        if (symbol is IFieldSymbol or IPropertySymbol)
                            told.Add(symbol);
                    }
                });
            }
        }

        return told;
    }

    private static bool Changes(IOperation operation, NotifierPath path, Body body, TypeFlow type) =>
        Registration.Inserts(operation, path, body, type.Types) || Registration.Removes(operation, path, body, type.Types);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Locks;
using NotifierSdk.Analyzers.Sequence;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>
/// 3010: commits fill something that is marked as shadow, or a table beside one that the callback empties, and no path of the callback so much as mentions it. Silent where the callback's code cannot all
/// be seen, and where it counts up a generation that readers compare.
/// </summary>
internal sealed class ShadowLeftAlone() : FlowRule(CallbackRules.ShadowLeftAlone)
{
    // What is counted and measured may be of the past.
    private static readonly string[] s_reports = ["count", "stat", "time", "hist", "log", "hit", "seen", "trace", "ever"];

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            var callbacks = type.Bodies.All.Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier) && body.Method?.IsCallback(type.Types) == true).ToList();
            if (callbacks.Count == 0 || Committed.Fills(notifier, type) is not { Count: > 0 } fills || CallbackCode.MembersOf(callbacks, type) is not { } touched)
                continue;
            var isMarked = Shadow.Of(notifier, type).IsMarked;
            var inLambdas = new HashSet<ISymbol>(type.AllBodies.Where(body => body.Lambda is not null).SelectMany(body => body.Operations).OfType<IMemberReferenceOperation>().Select(reference => reference.Member), SymbolEqualityComparer.Default);
            foreach (var ofMember in fills.Where(fill => !touched.Contains(fill.Member) && !inLambdas.Contains(fill.Member)).GroupBy(fill => fill.Member, SymbolEqualityComparer.Default))
            {
                var (operation, _, member) = ofMember.First();
                if (isMarked ? member.HasAttribute(type.Types.ShadowState) : IsTableBesideAnother(member, fills, touched, type))
                    report(At(operation.Syntax.GetLocation(), null, member.Name));
            }
        }
    }

    // Of a table that nobody marks: another one is filled by the same commit, and emptied; and somebody looks things up in this one.
    private static bool IsTableBesideAnother(ISymbol member, IReadOnlyList<(IOperation Operation, Body Body, ISymbol Member)> fills, HashSet<ISymbol> touched, TypeFlow type)
    {
        if (!IsTable(member) || Sounds(member.Name) || fills.Any(fill => IsCounted(fill.Operation, fill.Body, member)))
            return false;
        var bodies = new HashSet<Body>(fills.Where(fill => SymbolEqualityComparer.Default.Equals(fill.Member, member)).Select(fill => fill.Body));
        bodies.UnionWith(type.CallersOf(bodies.Where(type.IsCalledPrivately)));
        return fills.Any(fill => bodies.Contains(fill.Body) && IsTable(fill.Member) && touched.Contains(fill.Member))
            && type.AllBodies.Any(body => !bodies.Contains(body) && body.Operations.Any(operation => operation is IMemberReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Member, member)));
    }

    // What is computed from what it was before is a statistic.
    private static bool IsCounted(IOperation fill, Body body, ISymbol member) => Filling.Values(fill).Any(value => body.MadeOf(value).Any(part =>
        part is IMemberReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Member, member)));

    private static bool IsTable(ISymbol member) =>
        member is IFieldSymbol { IsStatic: false, Type: INamedTypeSymbol { TypeArguments.Length: 2 } kind } && (SharedCollections.IsCollection(kind) || kind.Name == "ConcurrentDictionary");

    private static bool Sounds(string name) =>
        s_reports.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}

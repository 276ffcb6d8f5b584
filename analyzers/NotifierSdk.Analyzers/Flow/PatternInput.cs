using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>What a pattern is matched with: <c>invalidation.IsBlockable</c> for the <c>true</c> in <c>invalidation is { IsBlockable: true }</c>, an element for a part of a tuple's pattern.</summary>
internal static class PatternInput
{
    // Nobody nests tuples deeper.
    private const int MostTuples = 8;

    /// <summary>Null if no operation stands for it, as for an element of a list.</summary>
    public static IOperation? Of(IPatternOperation pattern, Body body) => Of(pattern, body, MostTuples);

    /// <summary>The same of the object whose member a property pattern names.</summary>
    public static IOperation? Of(IInstanceReferenceOperation owner, Body body)
    {
        for (IOperation? at = owner; at is not null; at = at.Parent)
        {
            if (at.Parent is IRecursivePatternOperation whole)
                return Of(whole, body);
        }

        return null;
    }

    private static IOperation? Of(IPatternOperation pattern, Body body, int tuples)
    {
        IOperation at = pattern;
        while (true)
        {
            switch (at.Parent)
            {
                case INegatedPatternOperation or IBinaryPatternOperation:
                    at = at.Parent;
                    break;
                case IIsPatternOperation test:
                    return test.Value;
                case IPropertySubpatternOperation part:
                    return part.Member;
                case IRecursivePatternOperation tuple when tuples > 0:
                    return Of(tuple, body, tuples - 1) is { } whole && ElementsOf(body.Resolve(whole)) is { } elements && elements.Length == tuple.DeconstructionSubpatterns.Length
                        ? elements[tuple.DeconstructionSubpatterns.IndexOf((IPatternOperation)at)]
                        : null;
                default:
                    return null;
            }
        }
    }

    private static System.Collections.Immutable.ImmutableArray<IOperation>? ElementsOf(IOperation whole) => whole is ITupleOperation tuple ? tuple.Elements : null;
}

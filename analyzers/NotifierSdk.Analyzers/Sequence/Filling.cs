using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>Recognizes operations that put something into a member of the object: the shadow, if the member is one.</summary>
internal static class Filling
{
    // Dropping entries is always safe; these fill.
    private static readonly string[] s_fills = ["Add", "TryAdd", "Set", "Insert", "Enqueue", "Push", "Map", "AddRange", "AddOrUpdate", "GetOrAdd"];

    /// <summary>The member that is filled; null if the operation fills none.</summary>
    public static ISymbol? Of(IOperation operation, Body body) => operation switch
    {
        ISimpleAssignmentOperation assignment when !IsNothing(assignment.Value) => MemberOf(assignment.Target, body),
        ICompoundAssignmentOperation assignment => MemberOf(assignment.Target, body),
        IInvocationOperation { Instance: { } instance } call when s_fills.Contains(call.TargetMethod.Name) => MemberOf(instance, body),
        _ => null,
    };

    /// <summary>Whether the mention of a member is the one through which an operation fills it.</summary>
    public static bool IsPartOf(IMemberReferenceOperation mention, Body body)
    {
        for (IOperation? at = mention; at is not null and not IExpressionStatementOperation; at = at.Parent)
        {
            if (at != mention && SymbolEqualityComparer.Default.Equals(Of(at, body), mention.Member))
                return true;
        }

        return false;
    }

    /// <summary>What an operation that fills puts there.</summary>
    public static IEnumerable<IOperation> Values(IOperation filling) => filling switch
    {
        IAssignmentOperation assignment => [assignment.Value],
        IInvocationOperation call => call.Arguments.Select(argument => argument.Value),
        _ => [],
    };

    private static bool IsNothing(IOperation value) =>
        value is IDefaultValueOperation || value.ConstantValue is { HasValue: true, Value: null or 0 or 0UL or 0L or 0U or false };

    // Of this object: field, field[index], field.Property
    private static ISymbol? MemberOf(IOperation? target, Body body)
    {
        var known = new HashSet<IOperation>();
        while (target is not null && known.Add(target = body.Resolve(target)))
        {
            switch (target)
            {
                case IArrayElementReferenceOperation element:
                    target = element.ArrayReference;
                    break;
                case IMemberReferenceOperation { Instance: IInstanceReferenceOperation } member:
                    return member.Member;
                case IMemberReferenceOperation member:
                    target = member.Instance;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }
}

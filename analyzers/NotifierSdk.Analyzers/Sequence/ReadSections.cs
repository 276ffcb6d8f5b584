using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>Who opens read sections of a notifier.</summary>
internal static class ReadSections
{
    /// <summary>Whether the type, or one that it is nested in or nests, opens read sections of the notifier, or checks those of others.</summary>
    public static bool AreUsed(INamedTypeSymbol notifier, TypeFlow type) =>
        notifier.GetMembers().Any(member => member.HasAttribute(type.Types.Fault))
        || type.Calls.Any(call => (IsBegin(call.Call, type.Types) || call.Call.IsReadRetry(type.Types)) && IsOf(call.Call, notifier));

    public static bool IsBegin(IInvocationOperation call, WellKnownTypes types) =>
        call.TargetMethod.Name is MemberNames.ReadBegin or MemberNames.ReadBeginAsync or MemberNames.TryReadBegin
        && WellKnownTypes.Is(call.TargetMethod.ContainingType, types.IntervalNotifier);

    // By the static type of the receiver: one notifier type may open sections of another.
    private static bool IsOf(IInvocationOperation call, INamedTypeSymbol notifier)
    {
        var receiver = call.Instance?.Type;
        return Derives(receiver, notifier) || Derives(notifier, receiver);
    }

    private static bool Derives(ITypeSymbol? type, ITypeSymbol? from)
    {
        for (; type is not null && from is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, from.OriginalDefinition))
                return true;
        }

        return false;
    }
}

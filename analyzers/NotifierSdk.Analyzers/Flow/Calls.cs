using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>Recognizes calls of the protocol.</summary>
internal static class Calls
{
    public static bool IsSetSeq(this IOperation operation, WellKnownTypes types) => Is(operation, types, MemberNames.SetSeq);

    public static bool IsReadRetry(this IOperation operation, WellKnownTypes types) => Is(operation, types, MemberNames.ReadRetry);

    public static bool IsCheckRetry(this IOperation operation, WellKnownTypes types) => Is(operation, types, MemberNames.CheckRetry);

    public static bool IsReadBegin(this IOperation operation, WellKnownTypes types) =>
        Is(operation, types, MemberNames.ReadBegin) || Is(operation, types, MemberNames.ReadBeginAsync) || Is(operation, types, MemberNames.TryReadBegin);

    /// <summary>Whether it waits, as a read begin does, and begins nothing.</summary>
    public static bool IsWaitReadable(this IOperation operation, WellKnownTypes types) =>
        Is(operation, types, MemberNames.WaitReadable) || Is(operation, types, MemberNames.WaitReadableAsync);

    /// <summary>Whether the call is on the object itself.</summary>
    public static bool IsOnThis(this IOperation operation) =>
        operation is IInvocationOperation { Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } };

    /// <summary>Whether it is a call of that member of an address space.</summary>
    public static bool IsOnSpace(this IOperation operation, WellKnownTypes types, params string[] names) =>
        operation is IInvocationOperation call && names.Contains(call.TargetMethod.Name)
        && (WellKnownTypes.Is(call.TargetMethod.ContainingType, types.AddressSpace) || WellKnownTypes.Is(call.Instance?.Type, types.AddressSpace));

    /// <summary>The name of the member that is called.</summary>
    public static string NameOf(IOperation operation) => ((IInvocationOperation)operation).TargetMethod.Name;

    private static bool Is(IOperation operation, WellKnownTypes types, string name) =>
        operation is IInvocationOperation call && call.TargetMethod.IsMember(types.IntervalNotifier, name);
}

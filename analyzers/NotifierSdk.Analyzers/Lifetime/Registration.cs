using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>Whether one notifier is inserted. Whatever may have changed that unseen leads to Unknown, and no path from there is wrong.</summary>
internal sealed class Registration(NotifierPath path, WellKnownTypes types) : Automaton
{
    public const int Unknown = 0;
    public const int NotInserted = 1;
    public const int Inserted = 2;
    public const int Removed = 3;

    public override int StateCount => 4;

    public static bool IsRemove(IMethodSymbol method, WellKnownTypes types) =>
        method.IsMember(types.IntervalNotifier, MemberNames.Remove) || method.IsMember(types.IntervalNotifier, MemberNames.RemoveAsync);

    public override Outcome Step(int state, IOperation operation, Body body) => Outcome.To(operation switch
    {
        IArgumentOperation { Parent: IInvocationOperation insert } argument when IsInsert(insert) && argument.Parameter?.Ordinal == 0 =>
            IsThis(argument.Value, body) && state == Unknown ? NotInserted : state, // nobody inserts what is in already
        IInvocationOperation insert when IsInsert(insert) =>
            insert.Arguments.Any(argument => argument.Parameter?.Ordinal == 0 && IsThis(argument.Value, body)) ? Inserted : state,
        IInvocationOperation call when IsThis(call.Instance, body) => Called(state, call.TargetMethod),
        IInvocationOperation call => IsHarmless(call) ? state : Forget(state, call, body),
        ISimpleAssignmentOperation assignment when IsThis(assignment.Target, body) => IsNew(assignment.Value) ? NotInserted : Unknown,
        IArgumentOperation argument when IsThis(argument.Value, body) => Unknown,
        IAwaitOperation => path.IsLocal ? state : Unknown,
        _ => state,
    });

    public override ulong Assume(int state, IOperation condition, bool value, Body body)
    {
        if (condition is IPropertyReferenceOperation { Property.Name: "IsInserted", Instance: { } instance } && IsThis(instance, body))
            return 1UL << (value ? Inserted : state == Removed ? Removed : NotInserted);
        return 1UL << (condition.DescendantsAndSelf().Any(IsStateOfThis) ? Unknown : state);

        bool IsStateOfThis(IOperation part) => part is IPropertyReferenceOperation { Instance: { } owner } && IsThis(owner, body);
    }

    private int Called(int state, IMethodSymbol method)
    {
        if (!WellKnownTypes.Is(method.ContainingType, types.IntervalNotifier))
            return Unknown;
        return method.Name switch
        {
            MemberNames.Remove or MemberNames.TryRemove => Removed,
            MemberNames.RemoveLater or MemberNames.RemoveAsync => Unknown,
            _ => state,
        };
    }

    // Who is handed the notifier may do anything with it; what is not local may be changed by whoever is called.
    private int Forget(int state, IInvocationOperation call, Body body) =>
        !path.IsLocal || call.Arguments.Any(argument => IsThis(argument.Value, body)) ? Unknown : state;

    private bool IsInsert(IInvocationOperation call) => call.TargetMethod.IsMember(types.AddressSpace, MemberNames.Insert);

    private bool IsThis(IOperation? value, Body body) => value is not null && path.Equals(NotifierPath.Of(value, body));

    // A constructor that is given a space may insert what it makes.
    private bool IsNew(IOperation value)
    {
        while (value is IConversionOperation { OperatorMethod: null } conversion)
            value = conversion.Operand;
        return value is IObjectCreationOperation { Initializer: null } made && types.IsNotifier(made.Type)
            && !made.Arguments.Any(argument => argument.Value.Type is null || WellKnownTypes.Is(argument.Value.Type, types.AddressSpace) || types.IsNotifier(argument.Value.Type));
    }

    private static bool IsHarmless(IInvocationOperation call) => call.TargetMethod.ContainingNamespace is { } space && IsSystem(space);

    private static bool IsSystem(INamespaceSymbol space)
    {
        while (space.ContainingNamespace is { IsGlobalNamespace: false } outer)
            space = outer;
        return space.Name == "System";
    }
}

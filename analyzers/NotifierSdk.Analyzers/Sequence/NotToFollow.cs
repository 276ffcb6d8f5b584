using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>
/// Tests of an invalidation after which a callback knows that it need not follow the change: it is its own, an event that its shadow does not
/// depend on, or out of its range. A test that cannot be read excuses both ways. What a helper answers is not asked here: its own paths say that.
/// </summary>
internal static class NotToFollow
{
    /// <summary>Whether the condition, having turned out so, says that the change need not be followed.</summary>
    public static bool Says(IOperation condition, bool value, Body body, WellKnownTypes types) => condition switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } test => Equal(test.LeftOperand, test.RightOperand, value, body, types),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } test => Equal(test.LeftOperand, test.RightOperand, !value, body, types),
        IPatternOperation pattern => Matches(pattern, value, body, types),
        IIsTypeOperation test => IsOwner(body.Resolve(test.ValueOperand), types) && value,
        IIsNullOperation test => IsOwner(body.Resolve(test.Operand), types) && !value,
        IInvocationOperation { TargetMethod.Name: "ReferenceEquals", Arguments.Length: 2 } call =>
            Equal(call.Arguments[0].Value, call.Arguments[1].Value, value, body, types),
        IInvocationOperation call when IsRangeTest(call, types) => !value,
        IInvocationOperation { TargetMethod.Name: "Equals" } call => Mentions(call, body, types) && (value || Mentions(call, body, types, IsEvent)),
        _ => IsReleased(condition, types) ? value : Mentions(condition, body, types),
    };

    /// <summary>Whether the operation is the owner of an invalidation.</summary>
    public static bool IsOwner(IOperation value, WellKnownTypes types) =>
        value is IPropertyReferenceOperation { Property.Name: MemberNames.Owner } property && WellKnownTypes.Is(property.Property.ContainingType, types.Invalidation);

    private static bool Equal(IOperation left, IOperation right, bool areEqual, Body body, WellKnownTypes types)
    {
        (left, right) = (body.Resolve(left), body.Resolve(right));
        if (IsOwner(right, types) || IsEvent(right, types))
            (left, right) = (right, left);
        if (IsOwner(left, types))
            return IsNull(right) ? !areEqual : areEqual;
        if (IsEvent(left, types))
            return IsUnmap(right, types) is not { } isUnmap || areEqual != isUnmap;
        return Mentions(left, body, types) || Mentions(right, body, types);
    }

    private static bool Matches(IPatternOperation pattern, bool isMatch, Body body, WellKnownTypes types)
    {
        if (PatternInput.Of(pattern, body) is not { } input)
            return false;
        var value = body.Resolve(input);
        var isNull = pattern is IConstantPatternOperation constant && IsNull(constant.Value);
        if (IsOwner(value, types))
            return isNull ? !isMatch : isMatch;
        if (IsEvent(value, types))
            return (pattern as IConstantPatternOperation) is not { Value: var named } || IsUnmap(named, types) is not { } isUnmap || isUnmap != isMatch;
        if (value is IInvocationOperation intersection && IsRangeTest(intersection, types))
            return isNull == isMatch;
        return Mentions(value, body, types);
    }

    private static bool? IsUnmap(IOperation value, WellKnownTypes types)
    {
        var unmap = types.Compilation.GetTypeByMetadataName("NotifierSdk.InvalidationEvent")?.GetMembers("Unmap").OfType<IFieldSymbol>().FirstOrDefault();
        return value.ConstantValue.HasValue && unmap is { HasConstantValue: true } ? Equals(value.ConstantValue.Value, unmap.ConstantValue) : null;
    }

    private static bool IsNull(IOperation value) => value.ConstantValue is { HasValue: true, Value: null };

    private static bool IsEvent(IOperation value, WellKnownTypes types) =>
        value.Type is { Name: "InvalidationEvent" } && !value.ConstantValue.HasValue;

    // What does not overlap the driver's range is nobody's business; whether anything is mapped there is no such test.
    private static bool IsRangeTest(IInvocationOperation call, WellKnownTypes types) =>
        call.TargetMethod.Name is "Overlaps" or "Contains" or "Intersect" && WellKnownTypes.Is(call.TargetMethod.ContainingType, types.AddressRange);

    private static bool IsReleased(IOperation condition, WellKnownTypes types) =>
        condition is IPropertyReferenceOperation { Property.Name: "IsReleased" } property && WellKnownTypes.Is(property.Property.ContainingType, types.AddressSpace);

    private static bool Mentions(IOperation operation, Body body, WellKnownTypes types) =>
        Mentions(operation, body, types, static (part, types) => IsOwner(part, types) || IsEvent(part, types) || IsWhole(part, types));

    private static bool Mentions(IOperation operation, Body body, WellKnownTypes types, Func<IOperation, WellKnownTypes, bool> what) =>
        body.MadeOf(operation).Any(part => what(part, types));

    // Handed on as a whole, whoever gets it may look at everything; a driver lock looks only at whether it may wait.
    private static bool IsWhole(IOperation part, WellKnownTypes types) =>
        part.Parent is IArgumentOperation argument && WellKnownTypes.Is(part.Type, types.Invalidation)
        && !(argument.Parent is IInvocationOperation call && WellKnownTypes.Is(call.TargetMethod.ContainingType, types.DriverLock));
}

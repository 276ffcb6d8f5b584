using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>3002: a callback calls what waits for invalidations of its own space, or begins one: all of these throw there.</summary>
internal sealed class WaitInCallback() : ForbiddenInCallback(CallbackRules.WaitInCallback)
{
    private static readonly HashSet<string> s_ofNotifier = [MemberNames.ReadBegin, MemberNames.ReadBeginAsync, MemberNames.TryReadBegin, MemberNames.WaitReadable, MemberNames.WaitReadableAsync];

    private static readonly HashSet<string> s_ofSpace =
    [
        MemberNames.BeginInvalidate, MemberNames.TryBeginInvalidate, MemberNames.WaitRangeValid, "WaitRangeValidAsync", MemberNames.Synchronize,
        "Register", "Unregister", "Get", "Dispose",
    ];

    protected override string? Forbidden(IOperation operation, IMethodSymbol method, DriverCode driver)
    {
        if (operation is not IInvocationOperation { Instance: { } instance, TargetMethod: var target } call)
            return null;
        var isOfNotifier = (s_ofNotifier.Contains(target.Name) && WellKnownTypes.Is(target.ContainingType, driver.Types.IntervalNotifier)) || target.HasAttribute(driver.Types.Fault);
        if (isOfNotifier)
            return Receiver.Of(instance) is IInstanceReferenceOperation ? target.Name : null;
        return s_ofSpace.Contains(target.Name) && WellKnownTypes.Is(target.ContainingType, driver.Types.AddressSpace) && IsOwnSpace(call.Instance, driver)
            ? target.Name
            : null;
    }

    protected override bool IsForbidden(string method, DriverCode driver) =>
        driver.Type.GetMembers(method) is var own && (own.IsEmpty ? s_ofNotifier.Contains(method) : own.All(member => member is IMethodSymbol fault && fault.HasAttribute(driver.Types.Fault)));

    // Its own space is Space, or what the type inserts itself into. Any other may be another one, where these calls are legal.
    private static bool IsOwnSpace(IOperation space, DriverCode driver) => Member(space) is { } member
        && (member is { Name: "Space", ContainingType: var declaring } && WellKnownTypes.Is(declaring, driver.Types.IntervalNotifier)
            || driver.CallsOf(MemberNames.Insert).Any(insert => InsertsItself(insert, driver.Types)
                && SymbolEqualityComparer.Default.Equals(Member(insert.Instance!), member)));

    private static bool InsertsItself(IInvocationOperation call, WellKnownTypes types) =>
        call.Instance is not null
        && call.TargetMethod.IsMember(types.AddressSpace, MemberNames.Insert)
        && call.Arguments.Any(argument => argument.Parameter?.Ordinal == 0 && OwnMember.Unconverted(argument.Value) is IInstanceReferenceOperation);

    private static ISymbol? Member(IOperation value) => Receiver.Of(value) switch
    {
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: { IsReadOnly: true } field } => field,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: { SetMethod: null } property } => Flow.Alias.Of(property),
        IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter } => parameter,
        _ => null,
    };
}

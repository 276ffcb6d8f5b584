using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape.Parsing;

/// <summary>
/// Tells whether what a fault returns could refer to something that ends with it. C# allows each step, and refuses the fault that calls them.
/// </summary>
internal static class ReferenceSafety
{
    /// <returns>The parameter through which a reference could leave, and of which step; null if none can.</returns>
    public static (IMethodSymbol Step, IParameterSymbol Parameter)? Leak(FaultShape fault)
    {
        if (fault.Commit is not { } commit || !IsRefLike(fault.ResultType))
            return null;
        return Leak(commit, fault) is { } parameter ? (commit.Method, parameter) : null;
    }

    private static IParameterSymbol? Leak(StepShape step, FaultShape fault)
    {
        foreach (var argument in step.Arguments)
        {
            if (MayReferTo(argument.Parameter) ? !IsOfCaller(argument.EntryParameter) : MayContain(argument.Parameter) && IsKept(argument, fault))
                return argument.Parameter;
        }

        return null;
    }

    // What the step returns may be, or hold, a reference to the argument itself.
    private static bool MayReferTo(IParameterSymbol parameter) =>
        parameter is { RefKind: RefKind.In or RefKind.Ref or RefKind.RefReadOnlyParameter, ScopedKind: ScopedKind.None };

    private static bool IsOfCaller(IParameterSymbol? entry) => entry is not null && MayReferTo(entry) && !IsScopedValue(entry);

    // What the step returns may hold what the argument holds.
    private static bool MayContain(IParameterSymbol parameter) => IsRefLike(parameter.Type) && !IsScopedValue(parameter);

    private static bool IsKept(StepArgument argument, FaultShape fault) => argument.Source switch
    {
        StepArgumentSource.EntryPoint => IsScopedValue(argument.EntryParameter!),
        StepArgumentSource.Collected => IsRefLike(fault.CollectedType) && fault.Collect is { } collect && Leak(collect, fault) is not null,
        _ => false,
    };

    private static bool IsScopedValue(IParameterSymbol parameter) => parameter.ScopedKind == ScopedKind.ScopedValue;

    private static bool IsRefLike(ITypeSymbol? type) => type is { IsRefLikeType: true } or ITypeParameterSymbol { AllowsRefLikeType: true };
}

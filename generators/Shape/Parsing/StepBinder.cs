using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape.Parsing;

/// <summary>A method as a step, or the reason why it is none.</summary>
internal sealed record BoundStep(StepShape? Step, string? Reason, CollectForm Form = CollectForm.None, ITypeSymbol? Collected = null)
{
    public static BoundStep Unfit(string reason) => new(null, reason);
}

/// <summary>
/// Matches a step's parameters: by name to the entry point's; cancellation token and read section by type; the one that is left is what was collected.
/// </summary>
internal sealed class StepBinder(FaultShape fault, WellKnownTypes types)
{
    /// <summary>The method that computes the range.</summary>
    public BoundStep BindRange(IMethodSymbol method)
    {
        if (!WellKnownTypes.Is(method.ReturnType, types.AddressRange))
            return BoundStep.Unfit("does not return an AddressRange");
        return Bind(method, mayTakeSection: false, collected: null, mayTakeOut: false, out var arguments) is { } reason
            ? BoundStep.Unfit(reason)
            : new BoundStep(new StepShape(method, arguments, IsAsynchronous: false), null);
    }

    /// <summary>A collect that returns its value, or tries and has an out parameter.</summary>
    public BoundStep BindCollect(IMethodSymbol method)
    {
        var mayTry = method.ReturnType.SpecialType == SpecialType.System_Boolean;
        if (Bind(method, mayTakeSection: true, collected: null, mayTakeOut: mayTry, out var arguments) is { } reason)
            return BoundStep.Unfit(reason);
        foreach (var argument in arguments)
        {
            if (argument.Source == StepArgumentSource.Collected)
                return Collecting(method, arguments, CollectForm.Try, argument.Parameter.Type, isAsynchronous: false);
        }

        if (Awaited(method, out var isAsynchronous, out var value) is { } unawaitable)
            return BoundStep.Unfit(unawaitable);
        return value is null
            ? BoundStep.Unfit("returns nothing; return what was collected, or bool with an out parameter")
            : Collecting(method, arguments, CollectForm.Value, value, isAsynchronous);
    }

    /// <summary>A commit, whose result is the fault's own where that returns one.</summary>
    public BoundStep BindCommit(IMethodSymbol method)
    {
        if (Bind(method, mayTakeSection: true, fault.CollectedType, mayTakeOut: false, out var arguments) is { } reason)
            return BoundStep.Unfit(reason);
        if (Awaited(method, out var isAsynchronous, out var value) is { } unawaitable)
            return BoundStep.Unfit(unawaitable);
        if (fault.ResultType is { } result)
        {
            if (value is null || !IsImplicit(value, result))
                return BoundStep.Unfit($"returns no '{Show(result)}', which the fault returns when it completed");
        }
        else if (value is not null)
        {
            return BoundStep.Unfit($"returns a '{Show(value)}' that nobody takes; return nothing, or let the fault return it");
        }

        return new BoundStep(new StepShape(method, arguments, isAsynchronous), null);
    }

    public BoundStep BindDiscard(IMethodSymbol method)
    {
        if (Bind(method, mayTakeSection: true, fault.CollectedType, mayTakeOut: false, out var arguments) is { } reason)
            return BoundStep.Unfit(reason);
        if (Awaited(method, out var isAsynchronous, out var value) is { } unawaitable)
            return BoundStep.Unfit(unawaitable);
        return value is null
            ? new BoundStep(new StepShape(method, arguments, isAsynchronous), null)
            : BoundStep.Unfit($"returns a '{Show(value)}' that nobody takes; return nothing");
    }

    private BoundStep Collecting(IMethodSymbol method, IReadOnlyList<StepArgument> arguments, CollectForm form, ITypeSymbol collected, bool isAsynchronous) =>
        fault.IsAsynchronous && (collected.IsRefLikeType || collected is ITypeParameterSymbol { AllowsRefLikeType: true } || Pointers.AreIn(collected))
            ? BoundStep.Unfit($"collects a '{Show(collected)}', which an asynchronous fault cannot keep")
            : new BoundStep(new StepShape(method, arguments, isAsynchronous), null, form, collected);

    private string? Bind(IMethodSymbol method, bool mayTakeSection, ITypeSymbol? collected, bool mayTakeOut, out IReadOnlyList<StepArgument> arguments)
    {
        var bound = new List<StepArgument>();
        arguments = bound;
        if (method.IsGenericMethod)
            return "is generic; make it an ordinary method";
        if (method.RefKind != RefKind.None)
            return "returns by reference; return the value";
        if (ObsoleteErrors.WhyNot(method, fault.EntryPoint) is { } obsolete)
            return obsolete;

        var isCollectedTaken = false;
        var reason = mayTakeOut ? ReasonIn(method) : null;
        if (reason is not null && fault.Flavour is FaultFlavour.Status or FaultFlavour.Success)
            return $"hands out the reason '{reason.Name}', which '{fault.EntryPoint.Name}' cannot tell its caller; let that return a FaultOutcome, or give it an out parameter of the same name";
        foreach (var parameter in method.Parameters)
        {
            if (EntryParameter(parameter.Name) is { } entry)
            {
                if (WhyNot(entry, parameter) is { } mismatch)
                    return mismatch;
                bound.Add(new StepArgument(StepArgumentSource.EntryPoint, parameter, entry));
            }
            else if (WellKnownTypes.Is(parameter.Type, types.CancellationToken) && IsByValue(parameter))
            {
                bound.Add(new StepArgument(StepArgumentSource.Cancellation, parameter));
            }
            else if (mayTakeSection && WellKnownTypes.Is(parameter.Type, types.ReadSection) && IsByValue(parameter))
            {
                bound.Add(new StepArgument(StepArgumentSource.Section, parameter));
            }
            else if (SymbolEqualityComparer.Default.Equals(parameter, reason))
            {
                bound.Add(new StepArgument(StepArgumentSource.Reason, parameter));
            }
            else if (!isCollectedTaken && IsCollected(parameter, collected, mayTakeOut))
            {
                isCollectedTaken = true;
                bound.Add(new StepArgument(StepArgumentSource.Collected, parameter));
            }
            else
            {
                return WhyUnmatched(parameter, collected);
            }
        }

        return null;
    }

    // Of two that no parameter of the fault has the name of, the last that is an exception; the other is what was collected.
    private IParameterSymbol? ReasonIn(IMethodSymbol method)
    {
        var (count, reason) = (0, (IParameterSymbol?)null);
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.Out || EntryParameter(parameter.Name) is not null)
                continue;
            count++;
            for (ITypeSymbol? type = parameter.Type; type is not null; type = type.BaseType)
            {
                if (WellKnownTypes.Is(type, types.Exception))
                    reason = parameter;
            }
        }

        return count == 2 ? reason : null;
    }

    private IParameterSymbol? EntryParameter(string name)
    {
        foreach (var parameter in fault.EntryPoint.Parameters)
        {
            if (parameter.Name == name)
                return parameter;
        }

        return null;
    }

    private bool IsCollected(IParameterSymbol parameter, ITypeSymbol? collected, bool mayTakeOut) =>
        mayTakeOut ? parameter.RefKind == RefKind.Out
        : collected is not null && IsByValue(parameter) && IsImplicit(collected, parameter.Type);

    private string WhyUnmatched(IParameterSymbol parameter, ITypeSymbol? collected) =>
        $"has a parameter '{parameter.Name}' that matches no parameter of '{fault.EntryPoint.Name}' by name"
        + (collected is null ? "" : $" and does not take what was collected, a '{Show(collected)}'");

    private string? WhyNot(IParameterSymbol entry, IParameterSymbol step)
    {
        var isPassable = step.RefKind switch
        {
            RefKind.None or RefKind.In or RefKind.RefReadOnlyParameter => entry.RefKind != RefKind.Out,
            RefKind.Ref => entry.RefKind is RefKind.Ref or RefKind.None,
            _ => entry.RefKind is RefKind.Out or RefKind.Ref,
        };
        if (!isPassable)
            return $"takes '{step.Name}' by another kind of reference than '{fault.EntryPoint.Name}' does";
        var fits = step.RefKind == RefKind.None ? IsImplicit(entry.Type, step.Type) : SymbolEqualityComparer.Default.Equals(entry.Type, step.Type);
        return fits ? null : $"takes '{step.Name}' as '{Show(step.Type)}', and '{fault.EntryPoint.Name}' has it as '{Show(entry.Type)}'";
    }

    // What a step returns once it was awaited; null for nothing.
    private string? Awaited(IMethodSymbol method, out bool isAsynchronous, out ITypeSymbol? value)
    {
        isAsynchronous = FaultSignature.WrapperOf(method.ReturnType, types, out value) != FaultWrapper.None;
        if (value?.SpecialType == SpecialType.System_Void)
            value = null;
        if (method.IsAsync && method.ReturnsVoid)
            return "is async void, so nobody can wait for it; return a ValueTask";
        return isAsynchronous && !fault.IsAsynchronous
            ? "is asynchronous, and the fault is not; let the fault return a ValueTask, or make the step synchronous"
            : null;
    }

    // What the compiler does not know yet fits: it says so itself.
    private bool IsImplicit(ITypeSymbol from, ITypeSymbol to) =>
        FaultSignature.IsUnknown(from) || FaultSignature.IsUnknown(to) || types.Compilation.ClassifyCommonConversion(from, to).IsImplicit;

    private static bool IsByValue(IParameterSymbol parameter) => parameter.RefKind is RefKind.None or RefKind.In;

    private static string Show(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}

using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape.Parsing;

/// <summary>A reference that could leave the fault.</summary>
/// <param name="Name">The step that lets it go, as the attribute names it.</param>
/// <param name="Of">The step's parameter that it comes through.</param>
/// <param name="Into">The step's parameter that it could be stored in; null if the step could return it.</param>
internal sealed record ReferenceLeak(string Name, IParameterSymbol Of, IParameterSymbol? Into);

/// <summary>
/// Tells whether what a fault returns or hands out could refer to something that ends with it. C# allows each step, and refuses the fault that calls them.
/// </summary>
internal static class ReferenceSafety
{
    // How far what something refers to may go, the nearest first. The names are those of C#.
    private enum SafeContext
    {
        FunctionMember,
        ReturnOnly,
        Caller,
    }

    /// <param name="Of">The step's parameter that it comes through.</param>
    /// <param name="Into">How far the step may let it go.</param>
    /// <param name="Safe">How far it may go.</param>
    private sealed record Reference(IParameterSymbol Of, SafeContext Into, SafeContext Safe);

    /// <returns>The first reference that could leave; null if none can.</returns>
    public static ReferenceLeak? Leak(FaultShape fault)
    {
        // Nothing is collected yet when the first two are called. What Collect hands over is as safe as what it was given: its own out parameter is not among that.
        var collected = SafeContext.Caller;
        foreach (var (name, step) in new[] { (ArgumentNames.Range, fault.Range), (ArgumentNames.Collect, fault.Collect), (ArgumentNames.Commit, fault.Commit), (ArgumentNames.Discard, fault.Discard) })
        {
            if (step is null)
                continue;
            var references = References(step, collected);
            if (name == ArgumentNames.Commit && IsRefLike(fault.ResultType) && references.Find(static each => each.Safe == SafeContext.FunctionMember) is { } returned)
                return new ReferenceLeak(name, returned.Of, Into: null);
            if (HandedOut(step, references) is { } leak)
                return new ReferenceLeak(name, leak.Of, leak.Into);
            if (name != ArgumentNames.Collect)
                continue;
            foreach (var reference in references)
                collected = reference.Safe < collected ? reference.Safe : collected;
        }

        return null;
    }

    // What the step returns, or assigns to what it was given by reference, may hold any of them.
    private static List<Reference> References(StepShape step, SafeContext collected)
    {
        var references = new List<Reference>();
        foreach (var argument in step.Arguments)
        {
            var (parameter, entry) = (argument.Parameter, argument.EntryParameter);
            // What an out parameter holds before the call is not read.
            if (IsRefLike(parameter.Type) && parameter.RefKind != RefKind.Out)
                Add(OfValue(parameter), entry is not null ? OfValue(entry) : argument.Source == StepArgumentSource.Collected ? collected : SafeContext.Caller);
            Add(OfReference(parameter), entry is not null ? OfReference(entry) : SafeContext.FunctionMember);

            void Add(SafeContext into, SafeContext safe)
            {
                if (into != SafeContext.FunctionMember)
                    references.Add(new Reference(parameter, into, safe));
            }
        }

        return references;
    }

    private static (IParameterSymbol Of, IParameterSymbol Into)? HandedOut(StepShape step, List<Reference> references)
    {
        foreach (var argument in step.Arguments)
        {
            if (argument is not { EntryParameter: { } entry, Parameter: { RefKind: RefKind.Ref or RefKind.Out } into } || !IsRefLike(into.Type))
                continue;
            foreach (var reference in references)
            {
                if (reference.Into >= OfValue(into) && reference.Safe < OfValue(entry))
                    return (reference.Of, into);
            }
        }

        return null;
    }

    private static SafeContext OfValue(IParameterSymbol parameter) => parameter switch
    {
        { ScopedKind: ScopedKind.ScopedValue } => SafeContext.FunctionMember,
        { RefKind: RefKind.Out } => SafeContext.ReturnOnly,
        _ => SafeContext.Caller,
    };

    private static SafeContext OfReference(IParameterSymbol parameter) => parameter switch
    {
        { RefKind: RefKind.None } or { ScopedKind: not ScopedKind.None } => SafeContext.FunctionMember,
        { RefKind: not RefKind.Out } when IsUnscoped(parameter) => SafeContext.Caller,
        _ => SafeContext.ReturnOnly,
    };

    private static bool IsUnscoped(IParameterSymbol parameter)
    {
        foreach (var attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "UnscopedRefAttribute", ContainingNamespace.Name: "CodeAnalysis" })
                return true;
        }

        return false;
    }

    private static bool IsRefLike(ITypeSymbol? type) => type is { IsRefLikeType: true } or ITypeParameterSymbol { AllowsRefLikeType: true };
}

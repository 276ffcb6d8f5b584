using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape.Parsing;

/// <summary>Reads the annotated callback methods of a type (rules 1003, 1004 and 1009).</summary>
internal static class CallbackParser
{
    private static readonly string[] s_callbacks = [MemberNames.OnInvalidate, MemberNames.OnInvalidateStart, MemberNames.OnInvalidateFinish];

    public static void Parse(DriverShape shape, AnnotatedMethods annotated, WellKnownTypes types)
    {
        CheckCount(shape, annotated, types);
        CheckOverrides(shape, annotated, types);
        CheckHiding(shape, annotated, types);
        if (annotated.Invalidates.Count == 1)
            shape.Invalidate = ParseOne(shape, annotated.Invalidates[0], types.Invalidate, CallbackHalf.Whole, types);
        if (annotated.Starts.Count == 1)
            shape.Start = ParseOne(shape, annotated.Starts[0], types.InvalidateStart, CallbackHalf.Start, types);
        if (annotated.Finishes.Count == 1)
            shape.Finish = ParseOne(shape, annotated.Finishes[0], types.InvalidateFinish, CallbackHalf.Finish, types);
    }

    /// <summary>Whether the type or one of its bases has a callback, annotated or written by hand.</summary>
    public static bool HasCallback(INamedTypeSymbol type, WellKnownTypes types)
    {
        for (var declaring = type; declaring is not null && !WellKnownTypes.Is(declaring, types.IntervalNotifier); declaring = declaring.BaseType)
        {
            if (AnnotatedMethods.Of(declaring, types).HasCallback
                || Override(declaring, MemberNames.OnInvalidate) is not null
                || Override(declaring, MemberNames.OnInvalidateStart) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static void CheckCount(DriverShape shape, AnnotatedMethods annotated, WellKnownTypes types)
    {
        void Report(IMethodSymbol method, string reason) =>
            shape.Problems.Add(DriverParser.Problem(ShapeRule.CallbackCount, method, method.Name, reason));

        ReportSurplus(annotated.Invalidates, "[Invalidate]");
        ReportSurplus(annotated.Starts, "[InvalidateStart]");
        ReportSurplus(annotated.Finishes, "[InvalidateFinish]");
        if (annotated.Invalidates.Count > 0 && annotated.Starts.Count + annotated.Finishes.Count > 0)
            Report(annotated.Invalidates[0], "is the whole callback, beside one that is split in two; keep either [Invalidate], or [InvalidateStart] and [InvalidateFinish]");
        else if (annotated.Starts.Count > 0 && annotated.Finishes.Count == 0)
            Report(annotated.Starts[0], "starts what nothing finishes; mark the second half with [InvalidateFinish], or use [Invalidate]");
        else if (annotated.Finishes.Count > 0 && annotated.Starts.Count == 0)
            Report(annotated.Finishes[0], "finishes what nothing starts; mark the first half with [InvalidateStart], or use [Invalidate]");

        if (annotated.HasCallback && InheritedCallback(shape.Type, types) is { } inherited)
            Report(annotated.First, $"would replace the callback '{inherited.Name}' of the base type '{inherited.ContainingType.Name}', whose shadow nothing would drop any more; let one type have the callback, and call a virtual method from it");

        void ReportSurplus(List<IMethodSymbol> methods, string attribute)
        {
            for (var i = 1; i < methods.Count; i++)
                Report(methods[i], $"is a second {attribute} beside '{methods[0].Name}'; keep one that drops everything");
        }
    }

    private static IMethodSymbol? InheritedCallback(INamedTypeSymbol type, WellKnownTypes types)
    {
        for (var declaring = type.BaseType; declaring is not null && !WellKnownTypes.Is(declaring, types.IntervalNotifier); declaring = declaring.BaseType)
        {
            if (AnnotatedMethods.Of(declaring, types) is { HasCallback: true } inherited)
                return inherited.First;
            // Of another assembly only the override can be seen; the annotated method is private there.
            if ((Override(declaring, MemberNames.OnInvalidate) ?? Override(declaring, MemberNames.OnInvalidateStart)) is { } written && OwnOutput.IsGenerated(written))
                return written;
        }

        return null;
    }

    private static void CheckOverrides(DriverShape shape, AnnotatedMethods annotated, WellKnownTypes types)
    {
        shape.HasOwnWaitForCommits = Override(shape.Type, MemberNames.WaitForCommits) is not null
            || SealedOverride(shape.Type, MemberNames.WaitForCommits, types) is not null;
        shape.HasInheritedWaitForCommits = IsImplementedAbove(shape.Type, MemberNames.WaitForCommits, types);
        if (!annotated.HasCallback)
            return;
        foreach (var name in annotated.Invalidates.Count > 0 ? [MemberNames.OnInvalidate] : s_callbacks)
        {
            var byHand = Override(shape.Type, name) ?? SealedOverride(shape.Type, name, types);
            if (byHand is not null)
                shape.Problems.Add(DriverParser.Problem(ShapeRule.OverriddenByHand, annotated.First, annotated.First.Name, byHand.Name, "is written by hand; remove one of the two"));
        }
    }

    // What generated code overrides, and what it calls without being able to say whose member it means.
    private static void CheckHiding(DriverShape shape, AnnotatedMethods annotated, WellKnownTypes types)
    {
        if (!types.IsNotifier(shape.Type))
            return;
        var overridden = annotated.Starts.Count > 0 ? [MemberNames.OnInvalidateStart, MemberNames.OnInvalidateFinish]
            : annotated.Invalidates.Count > 0 ? [MemberNames.OnInvalidate]
            : new List<string>();
        if (annotated.NeedsLock && !shape.HasOwnWaitForCommits)
            overridden.Add(MemberNames.WaitForCommits);
        foreach (var name in overridden)
        {
            if (types.IntervalNotifier!.GetMembers(name).FirstOrDefault() is IMethodSymbol method && NotifierMembers.InTheWayOfOverride(shape.Type, method) is { } hiding)
                Report(hiding);
        }

        if (annotated.Invalidates.Count + annotated.Starts.Count > 0 && NotifierMembers.Hiding(shape.Type, MemberNames.SetSeq, isInherited: true) is { } inherited)
            Report(inherited);

        void Report(ISymbol hiding) => shape.Problems.Add(DriverParser.Problem(ShapeRule.OverriddenByHand, annotated.First, annotated.First.Name,
            hiding.Name, "hides the member of IntervalNotifier that generated code means by that name; rename it"));
    }

    // The nearest override decides what a call of base comes to: an abstract one cannot be called, and the runtime's own does nothing.
    private static bool IsImplementedAbove(INamedTypeSymbol type, string name, WellKnownTypes types)
    {
        for (var declaring = type.BaseType; declaring is not null && !WellKnownTypes.Is(declaring, types.IntervalNotifier); declaring = declaring.BaseType)
        {
            if (Override(declaring, name) is { } method)
                return !method.IsAbstract;
        }

        return !WellKnownTypes.Is(type.BaseType, types.IntervalNotifier); // one that is to be generated cannot be seen yet
    }

    private static IMethodSymbol? Override(INamedTypeSymbol type, string name)
    {
        foreach (var member in type.GetMembers(name))
        {
            if (member is IMethodSymbol { IsOverride: true } method && !OwnOutput.Contains(method))
                return method;
        }

        return null;
    }

    private static IMethodSymbol? SealedOverride(INamedTypeSymbol type, string name, WellKnownTypes types)
    {
        for (var declaring = type.BaseType; declaring is not null && !WellKnownTypes.Is(declaring, types.IntervalNotifier); declaring = declaring.BaseType)
        {
            if (Override(declaring, name) is { IsSealed: true } method)
                return method;
        }

        return null;
    }

    private static CallbackShape? ParseOne(DriverShape shape, IMethodSymbol method, INamedTypeSymbol? attributeClass, CallbackHalf half, WellKnownTypes types)
    {
        if (CallbackSignature.Read(method, half, types, out var arguments, out var result) is { } reason)
        {
            Report(reason);
            return null;
        }

        if (ObsoleteErrors.WhyNot(method, shape.Type) is { } obsolete)
            Report(obsolete);
        var (form, preferred) = Overloads.Of(method, shape.Type, static _ => true, types.Compilation);
        if (preferred is not null)
            Report($"shares its name with '{preferred.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}', which C# prefers for the same arguments; rename one");
        var attribute = WellKnownTypes.Find(method, attributeClass)!;
        var events = new List<string>();
        foreach (var element in Attributes.Elements(attribute, ArgumentNames.IgnoreEvents))
        {
            if (EventName(element) is { } name && !events.Contains(name))
                events.Add(name);
            else
                Report($"ignores the event {element.Value ?? "null"}, which is unknown or listed twice; name each InvalidationEvent once");
        }

        return new CallbackShape(method, arguments, result)
        {
            Form = form,
            IgnoresOwn = Attributes.Flag(attribute, ArgumentNames.IgnoreOwn),
            IgnoredEvents = events,
        };

        void Report(string text) => shape.Problems.Add(DriverParser.Problem(ShapeRule.Signature, method, method.Name, text));
    }

    private static string? EventName(TypedConstant element)
    {
        foreach (var member in element.Type?.GetMembers() ?? [])
        {
            if (member is IFieldSymbol { HasConstantValue: true } field && Equals(field.ConstantValue, element.Value))
                return field.Name;
        }

        return null;
    }
}

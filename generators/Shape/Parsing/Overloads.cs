using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape.Parsing;

/// <summary>Tells how a method is called so that C# chooses it among those of its name.</summary>
internal static class Overloads
{
    /// <param name="method">The method that is meant.</param>
    /// <param name="caller">The driver, in whose code it is called by its name alone.</param>
    /// <param name="isRefIn">Whether an in parameter can be passed with the word in, which no method takes by value.</param>
    /// <param name="compilation">What knows the conversions.</param>
    /// <returns>The way, and the method that C# would choose even then; null if none.</returns>
    public static (CallForm Form, IMethodSymbol? Preferred) Of(IMethodSymbol method, INamedTypeSymbol caller, Func<IParameterSymbol, bool> isRefIn, Compilation compilation)
    {
        var (form, meant, isNearer) = (CallForm.Plain, Declared(method), true);
        for (var type = caller; type is not null; type = type.BaseType)
        {
            isNearer &= !SymbolEqualityComparer.Default.Equals(type, meant.ContainingType);
            foreach (var member in type.GetMembers(method.Name))
            {
                if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary } other || SymbolEqualityComparer.Default.Equals(Declared(other), meant)
                    || !TakesAsMany(other, method.Parameters.Length) || !compilation.IsSymbolAccessibleWithin(other, caller))
                {
                    continue;
                }

                if (!TakesNames(other, method))
                    form = form == CallForm.Plain ? CallForm.Named : form;
                else if (IsPreferred(other, method, isNearer && !other.IsOverride, isRefIn) && TakesTypes(other, method, compilation))
                    return (CallForm.Typed, other);
                else
                    form = CallForm.Typed;
            }

            if (!isNearer)
                break; // C# asks those of a base type only where none of a nearer one can be called
        }

        return (form, null);
    }

    // An override counts as a method of the type that declares it first.
    private static IMethodSymbol Declared(IMethodSymbol method)
    {
        while (method.OverriddenMethod is { } overridden)
            method = overridden;
        return method;
    }

    private static bool TakesAsMany(IMethodSymbol other, int count)
    {
        var (least, most) = (0, 0);
        foreach (var parameter in other.Parameters)
        {
            least += IsLeftOut(parameter) ? 0 : 1;
            most = parameter.IsParams ? int.MaxValue : most + 1;
        }

        return least <= count && count <= most;
    }

    private static bool TakesNames(IMethodSymbol other, IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (Named(other, parameter.Name) is not { } same || !TakesReference(same.RefKind, parameter.RefKind))
                return false;
        }

        foreach (var parameter in other.Parameters)
        {
            if (!IsLeftOut(parameter) && Named(method, parameter.Name) is null)
                return false;
        }

        return true;
    }

    private static bool TakesReference(RefKind other, RefKind passed) => passed switch
    {
        RefKind.Out => other == RefKind.Out,
        RefKind.Ref => other is RefKind.Ref or RefKind.In or RefKind.RefReadOnlyParameter,
        RefKind.RefReadOnlyParameter => other is RefKind.In or RefKind.RefReadOnlyParameter,
        _ => other is RefKind.None or RefKind.In or RefKind.RefReadOnlyParameter,
    };

    // All arguments have the very types of the parameters then, so that no other method of the same type fits better.
    private static bool IsPreferred(IMethodSymbol other, IMethodSymbol method, bool isNearer, Func<IParameterSymbol, bool> isRefIn)
    {
        if (isNearer || Priority(other) > Priority(method))
            return true;
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind == RefKind.In && !isRefIn(parameter) && Named(other, parameter.Name)!.RefKind == RefKind.None)
                return true;
        }

        return false;
    }

    private static bool TakesTypes(IMethodSymbol other, IMethodSymbol method, Compilation compilation)
    {
        foreach (var parameter in method.Parameters)
        {
            var same = Named(other, parameter.Name)!;
            if (!Takes(same.Type, parameter.Type, compilation) && !(same is { IsParams: true, Type: IArrayTypeSymbol all } && Takes(all.ElementType, parameter.Type, compilation)))
                return false;
        }

        return true;
    }

    // A type parameter, and a type that has one for its argument, become what is passed.
    private static bool Takes(ITypeSymbol type, ITypeSymbol passed, Compilation compilation) => type switch
    {
        ITypeParameterSymbol => true, // its constraints are asked for only once the method is chosen
        INamedTypeSymbol { Arity: > 0 } => compilation.ClassifyCommonConversion(passed, type).IsImplicit || IsMadeOf(type.OriginalDefinition, passed),
        _ => compilation.ClassifyCommonConversion(passed, type).IsImplicit,
    };

    private static bool IsMadeOf(ITypeSymbol definition, ITypeSymbol passed)
    {
        for (ITypeSymbol? type = passed; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, definition))
                return true;
        }

        return passed.AllInterfaces.Any(each => SymbolEqualityComparer.Default.Equals(each.OriginalDefinition, definition));
    }

    private static int Priority(IMethodSymbol method)
    {
        foreach (var attribute in Declared(method).GetAttributes())
        {
            if (attribute is { AttributeClass.Name: "OverloadResolutionPriorityAttribute", ConstructorArguments: { Length: 1 } arguments } && arguments[0].Value is int priority)
                return priority;
        }

        return 0;
    }

    private static bool IsLeftOut(IParameterSymbol parameter) => parameter.IsOptional || parameter.IsParams;

    private static IParameterSymbol? Named(IMethodSymbol method, string name)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Name == name)
                return parameter;
        }

        return null;
    }
}

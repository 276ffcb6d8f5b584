using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Shape.Parsing;

/// <summary>What the entry point of a fault takes and returns (rule 1004).</summary>
internal static class FaultSignature
{
    /// <summary>Finds flavour, range and cancellation.</summary>
    public static void Read(FaultShape fault, AttributeData attribute, WellKnownTypes types)
    {
        var method = fault.EntryPoint;
        fault.Wrapper = WrapperOf(method.ReturnType, types, out var result);
        fault.Flavour = result is null || result.SpecialType == SpecialType.System_Void ? FaultFlavour.Nothing
            : result.SpecialType == SpecialType.System_Boolean ? FaultFlavour.Success
            : WellKnownTypes.Is(result, types.FaultStatus) ? FaultFlavour.Status
            : WellKnownTypes.Is(result, types.FaultOutcome) ? FaultFlavour.Outcome
            : FaultFlavour.Result;
        fault.ResultType = fault.Flavour == FaultFlavour.Result ? result : null;

        fault.RangeParameter = MarkedRange(method, attribute, types);
        foreach (var parameter in method.Parameters)
        {
            if (WellKnownTypes.Is(parameter.Type, types.AddressRange) && parameter.RefKind != RefKind.Out)
                fault.RangeParameter ??= parameter;
            else if (WellKnownTypes.Is(parameter.Type, types.CancellationToken) && parameter.RefKind != RefKind.Out)
                fault.CancellationParameter ??= parameter;
        }
    }

    /// <summary>The range that the attribute names; null if it names none, or a method.</summary>
    public static IParameterSymbol? MarkedRange(IMethodSymbol method, AttributeData attribute, WellKnownTypes types)
    {
        if (Attributes.Text(attribute, ArgumentNames.Range) is not { } name)
            return null;
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Name == name && WellKnownTypes.Is(parameter.Type, types.AddressRange) && parameter.RefKind != RefKind.Out)
                return parameter;
        }

        return null;
    }

    /// <summary>What an asynchronous method is wrapped in, and what it yields: null for nothing.</summary>
    public static FaultWrapper WrapperOf(ITypeSymbol type, WellKnownTypes types, out ITypeSymbol? result)
    {
        result = null;
        if (WellKnownTypes.Is(type, types.Task))
            return FaultWrapper.Task;
        if (WellKnownTypes.Is(type, types.ValueTask))
            return FaultWrapper.ValueTask;
        if (type is INamedTypeSymbol { Arity: 1 } named)
        {
            result = named.TypeArguments[0];
            if (WellKnownTypes.Is(named.OriginalDefinition, types.TaskOfT))
                return FaultWrapper.Task;
            if (WellKnownTypes.Is(named.OriginalDefinition, types.ValueTaskOfT))
                return FaultWrapper.ValueTask;
        }

        result = type;
        return FaultWrapper.None;
    }

    /// <returns>What is not supported, with the remedy; null if all is.</returns>
    public static string? WhatIsWrong(FaultShape fault, AttributeData attribute, WellKnownTypes types)
    {
        var method = fault.EntryPoint;
        if (method.IsStatic)
            return "is static; a fault belongs to one notifier, make it an instance method";
        if (method.RefKind != RefKind.None)
            return "returns by reference; return the value";
        if (fault.IsAsynchronous && IsUnsafe(method))
            return "is asynchronous and unsafe, and nothing can be awaited in an unsafe context; remove the unsafe modifier, or make the fault synchronous";
        if (fault.IsAsynchronous && Pointers.AreIn(method.ReturnType))
            return "is asynchronous and returns pointers; return a handle or an nint, or make the fault synchronous";
        if (fault.MaxAttempts < 1)
            return $"has MaxAttempts = {fault.MaxAttempts}; it is at least 1, a fault without retry";
        if (fault.TimeoutMilliseconds < -1)
            return $"has TimeoutMilliseconds = {fault.TimeoutMilliseconds}; it is at least 0, or -1 for no limit";
        if (fault.ExclusiveAfter < -1 || fault.ExclusiveAfter >= fault.MaxAttempts)
            return $"has ExclusiveAfter = {fault.ExclusiveAfter}; it lies between 0 and MaxAttempts - 1, which is {fault.MaxAttempts - 1}, or is -1 for never";
        var ranges = 0;
        var tokens = 0;
        foreach (var parameter in method.Parameters)
        {
            ranges += WellKnownTypes.Is(parameter.Type, types.AddressRange) && parameter.RefKind != RefKind.Out ? 1 : 0;
            tokens += WellKnownTypes.Is(parameter.Type, types.CancellationToken) ? 1 : 0;
            if (fault.IsAsynchronous && WhatAwaitForbids(parameter) is { } reason)
                return reason;
        }

        if (tokens > 1)
            return "has more than one CancellationToken; one ends the whole fault";
        if (Attributes.Text(attribute, ArgumentNames.Range) is not null || ranges == 1)
            return null;
        return ranges == 0
            ? "has no AddressRange parameter; add one, or name the method that computes the range with Range"
            : "has several AddressRange parameters; say which is faulted, as with Range = nameof(source), or name the method that computes the range with Range";
    }

    /// <summary>Whether a type in the signature is unknown to the compiler; repeating it would only repeat that error.</summary>
    public static bool MentionsUnknownType(IMethodSymbol method)
    {
        if (IsUnknown(method.ReturnType))
            return true;
        foreach (var parameter in method.Parameters)
        {
            if (IsUnknown(parameter.Type))
                return true;
        }

        return false;
    }

    private static bool IsUnsafe(IMethodSymbol method)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is MethodDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.UnsafeKeyword))
                return true;
        }

        return false;
    }

    private static string? WhatAwaitForbids(IParameterSymbol parameter)
    {
        if (parameter.RefKind != RefKind.None)
            return $"is asynchronous and takes '{parameter.Name}' by reference; pass it by value, or make the fault synchronous";
        if (parameter.Type.IsRefLikeType || parameter.Type is ITypeParameterSymbol { AllowsRefLikeType: true })
            return $"is asynchronous and takes '{parameter.Name}', which lives on the stack; pass a Memory or an array, or make the fault synchronous";
        return Pointers.AreIn(parameter.Type)
            ? $"is asynchronous and takes pointers with '{parameter.Name}'; pass a handle or an nint, or make the fault synchronous"
            : null;
    }

    /// <summary>Whether the compiler could not find the type, or a part of it.</summary>
    public static bool IsUnknown(ITypeSymbol type)
    {
        var open = new Stack<ITypeSymbol>();
        open.Push(type);
        while (open.Count > 0)
        {
            switch (open.Pop())
            {
                case IErrorTypeSymbol:
                    return true;
                case IArrayTypeSymbol array:
                    open.Push(array.ElementType);
                    break;
                case IPointerTypeSymbol pointer:
                    open.Push(pointer.PointedAtType);
                    break;
                case INamedTypeSymbol named:
                    foreach (var argument in named.TypeArguments)
                        open.Push(argument);
                    if (named.ContainingType is { } containing)
                        open.Push(containing);
                    break;
            }
        }

        return false;
    }
}

using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape.Parsing;

internal enum CallbackHalf
{
    Whole,
    Start,
    Finish,
}

/// <summary>What a callback method takes and returns.</summary>
internal static class CallbackSignature
{
    /// <returns>What is not supported, with the remedy; null if all is.</returns>
    public static string? Read(IMethodSymbol method, CallbackHalf half, WellKnownTypes types, out IReadOnlyList<CallbackArgument> arguments, out CallbackResult result)
    {
        var read = new List<CallbackArgument>();
        arguments = read;
        result = CallbackResult.Nothing;
        if (method.MethodKind != MethodKind.Ordinary)
            return "is no ordinary method, which generated code could call by its name; mark a method, and call it from here or the other way round";
        if (method.IsGenericMethod)
            return "is generic; a callback has no type arguments to be called with";
        if (method.IsAsync)
            return "is asynchronous; the range must be out of the shadow when it returns, so make it synchronous";
        if (ResultOf(method, half, types) is not { } known)
            return half == CallbackHalf.Start ? "returns what is not supported; return void, bool (false: it would block) or FinishState"
                : half == CallbackHalf.Finish ? "returns what is not supported; a finish returns void"
                : "returns what is not supported; return void or bool (false: it would block)";
        result = known;

        foreach (var parameter in method.Parameters)
        {
            if (ArgumentOf(parameter, half, types) is not { } argument || read.Contains(argument))
                return $"has a parameter '{parameter.Name}' that is not supported; {Supported(half)}";
            read.Add(argument);
        }

        var whats = 0;
        foreach (var argument in read)
            whats += argument == CallbackArgument.FinishState ? 0 : 1;
        if (whats > 1)
            return "takes both the invalidation and its range; take one of them";
        return result == CallbackResult.FinishState && read.Contains(CallbackArgument.FinishState)
            ? "hands its finish state back twice; return it, or take it as an out parameter"
            : null;
    }

    private static CallbackResult? ResultOf(IMethodSymbol method, CallbackHalf half, WellKnownTypes types)
    {
        if (method.RefKind != RefKind.None)
            return null;
        if (method.ReturnsVoid)
            return CallbackResult.Nothing;
        if (half != CallbackHalf.Finish && method.ReturnType.SpecialType == SpecialType.System_Boolean)
            return CallbackResult.Accepted;
        return half == CallbackHalf.Start && WellKnownTypes.Is(method.ReturnType, types.FinishState) ? CallbackResult.FinishState : null;
    }

    private static CallbackArgument? ArgumentOf(IParameterSymbol parameter, CallbackHalf half, WellKnownTypes types)
    {
        var isPlain = parameter.RefKind is RefKind.None or RefKind.In or RefKind.RefReadOnlyParameter;
        if (WellKnownTypes.Is(parameter.Type, types.Invalidation) && isPlain)
            return parameter.RefKind == RefKind.None ? CallbackArgument.Invalidation : CallbackArgument.InInvalidation;
        if (WellKnownTypes.Is(parameter.Type, types.AddressRange) && parameter.RefKind == RefKind.None)
            return CallbackArgument.Range;
        if (!WellKnownTypes.Is(parameter.Type, types.FinishState))
            return null;
        return half switch
        {
            CallbackHalf.Start when parameter.RefKind == RefKind.Out => CallbackArgument.FinishState,
            CallbackHalf.Finish when parameter.RefKind == RefKind.None => CallbackArgument.FinishState,
            _ => null,
        };
    }

    private static string Supported(CallbackHalf half) => half switch
    {
        CallbackHalf.Start => "take an Invalidation, an AddressRange or neither, and out FinishState if it hands one on",
        CallbackHalf.Finish => "take an Invalidation, an AddressRange or neither, and FinishState if it needs that",
        _ => "take an Invalidation, an AddressRange or nothing",
    };
}

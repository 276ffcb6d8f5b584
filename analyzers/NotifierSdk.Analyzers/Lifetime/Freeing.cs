using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>Recognizes calls that free something for good.</summary>
internal static class Freeing
{
    private static readonly HashSet<string> s_disposes = ["Dispose", "DisposeAsync", "Close"];
    private static readonly HashSet<string> s_frees = ["Return", "Free", "AlignedFree", "FreeHGlobal", "FreeCoTaskMem", "FreeBSTR", "CloseHandle"];
    private static readonly string[] s_sounds = ["free", "unmap", "munmap", "destroy"];

    /// <summary>What the call frees: what it is called on or given, as it is written; null if it frees nothing. Through helpers of the type that free what they are given.</summary>
    public static IOperation? Of(IInvocationOperation call, Body body, TypeFlow type) => Of(call) ?? (type.Bodies.Find(call, body) is { IsIterator: false, Method: { } helper } inside
        ? call.Arguments.FirstOrDefault(argument => argument.Parameter is { RefKind: RefKind.None } given && Frees(inside, helper.Parameters[given.Ordinal]))?.Value
        : null);

    private static IOperation? Of(IInvocationOperation call)
    {
        var (name, arguments) = (call.TargetMethod.Name, call.Arguments);
        if (s_disposes.Contains(name) || (name == "Free" && arguments.IsEmpty))
            return call.Instance;
        return arguments.Length > 0 && (s_frees.Contains(name) || (SoundsLikeFreeing(call) && arguments[0].Value.Type is IPointerTypeSymbol or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr }))
            ? arguments[0].Value
            : null;
    }

    // Native functions, and delegates, by the name that they have.
    private static bool SoundsLikeFreeing(IInvocationOperation call)
    {
        var name = call.TargetMethod.MethodKind != MethodKind.DelegateInvoke ? (call.TargetMethod.IsStatic ? call.TargetMethod.Name : null) : call.Instance switch
        {
            IMemberReferenceOperation member => member.Member.Name.TrimStart('_'),
            IParameterReferenceOperation parameter => parameter.Parameter.Name,
            _ => null,
        };
        return name is not null && s_sounds.Any(verb => name.IndexOf(verb, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    private static bool Frees(Body helper, IParameterSymbol parameter) => helper.Written[parameter].All(_ => false)
        && helper.Calls.Any(call => Of(call) is { } freed && helper.Resolve(freed) is IParameterReferenceOperation given && SymbolEqualityComparer.Default.Equals(given.Parameter, parameter));
}

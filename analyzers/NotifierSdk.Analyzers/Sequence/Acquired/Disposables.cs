using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Sequence.Acquired;

/// <summary>Which types of values must be disposed.</summary>
internal static class Disposables
{
    // They implement it and have nothing to give back.
    private static readonly string[] s_hollow = ["Task", "MemoryStream", "StringReader", "StringWriter", "IEnumerator", "IAsyncEnumerator"];

    public static bool Is(ITypeSymbol? type) =>
        type is { TypeKind: not TypeKind.Error }
        && type.ContainingNamespace?.Name != "NotifierSdk" // other rules speak of the SDK's own
        && !s_hollow.Contains(type.Name)
        && (IsInterface(type) || type.AllInterfaces.Any(IsInterface));

    /// <summary>Whether a value of the type can be one, or hold some: an array, a collection or a tuple of them.</summary>
    public static bool IsOrHolds(ITypeSymbol type) => type.SelfAndHeld().Any(Is);

    private static bool IsInterface(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_IDisposable || type is { Name: "IAsyncDisposable", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}

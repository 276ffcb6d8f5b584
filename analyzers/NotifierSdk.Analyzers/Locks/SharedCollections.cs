using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>Recognizes types whose objects break where one thread changes them while another looks.</summary>
internal static class SharedCollections
{
    private static readonly HashSet<string> s_collections =
    [
        "Dictionary", "HashSet", "LinkedList", "List", "OrderedDictionary", "PriorityQueue", "Queue", "SortedDictionary", "SortedList", "SortedSet", "Stack",
        "ArrayList", "BitArray", "Hashtable",
    ];

    private static readonly HashSet<string> s_synchronizes = ["Interlocked", "Volatile", "Monitor", "Enter", "EnterScope", "TryEnter", "SpinLock", "ImmutableInterlocked"];

    /// <summary>Whether it is a collection of the framework that is not for several threads, or a class of the project that is made of one and takes no lock of its own.</summary>
    public static bool Break(ITypeSymbol type) => IsCollection(type) || (type is INamedTypeSymbol { TypeKind: TypeKind.Class } named && IsMadeOfOne(named));

    public static bool IsCollection(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class } named
        && s_collections.Contains(named.Name)
        && named.ContainingNamespace is { Name: "Generic" or "Collections" } space && space.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal);

    private static bool IsMadeOfOne(INamedTypeSymbol type) =>
        type is { IsRecord: false, DeclaringSyntaxReferences: { IsEmpty: false } declarations }
        && type.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic && IsCollection(field.Type))
        && !declarations.Any(declaration => declaration.GetSyntax().DescendantTokens().Any(token =>
            token.IsKind(SyntaxKind.LockKeyword) || token.IsKind(SyntaxKind.VolatileKeyword) || (token.IsKind(SyntaxKind.IdentifierToken) && s_synchronizes.Contains(token.ValueText))));
}

using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape;

/// <summary>
/// A lock of the author's own making, told by its members: <c>Enter()</c> or <c>EnterScope()</c>, <c>bool TryEnter()</c>, and <c>Exit()</c>; and, where commits may share it,
/// <c>EnterShared()</c> and <c>ExitShared()</c>.
/// </summary>
internal static class LockPattern
{
    public const string EnterShared = "EnterShared";
    public const string ExitShared = "ExitShared";

    /// <summary>Whether the type is one. A value type is none: a readonly field of it is copied for each call.</summary>
    public static bool Fits(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Interface, SpecialType: SpecialType.None } && Has(type, "TryEnter", SpecialType.System_Boolean)
        && Has(type, "Exit", SpecialType.System_Void) && (Has(type, "Enter", SpecialType.System_Void) || Has(type, "EnterScope", returns: null));

    /// <summary>Whether commits may share it.</summary>
    public static bool IsShareable(ITypeSymbol? type) => type is not null && Has(type, EnterShared, SpecialType.System_Void) && Has(type, ExitShared, SpecialType.System_Void);

    /// <summary>The member that takes it.</summary>
    public static string Enter(ITypeSymbol type) => Has(type, "Enter", SpecialType.System_Void) ? "Enter" : "EnterScope";

    // The nearest type with a member that a call without arguments reaches decides: C# asks no further.
    private static bool Has(ITypeSymbol type, string name, SpecialType? returns)
    {
        for (ITypeSymbol? declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            if (IsIn(declaring, name, returns) is { } found)
                return found;
        }

        foreach (var inherited in type.TypeKind == TypeKind.Interface ? type.AllInterfaces : [])
        {
            if (IsIn(inherited, name, returns) == true)
                return true;
        }

        return false;
    }

    // Null: there is nothing that could be called.
    private static bool? IsIn(ITypeSymbol declaring, string name, SpecialType? returns)
    {
        var isOtherCalled = false;
        foreach (var member in declaring.GetMembers(name))
        {
            if (member is not IMethodSymbol { IsGenericMethod: false, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal } method)
                continue;
            if (method.Parameters.Length == 0)
                return method is { IsStatic: false, RefKind: RefKind.None } && (returns is null ? !method.ReturnsVoid : method.ReturnType.SpecialType == returns);
            isOtherCalled |= !method.IsOverride && method.Parameters.All(static parameter => parameter.IsOptional || parameter.IsParams);
        }

        return isOtherCalled ? false : null;
    }
}

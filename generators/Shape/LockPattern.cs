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

    private static bool Has(ITypeSymbol type, string name, SpecialType? returns)
    {
        for (ITypeSymbol? declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            if (IsIn(declaring, name, returns))
                return true;
        }

        foreach (var inherited in type.TypeKind == TypeKind.Interface ? type.AllInterfaces : [])
        {
            if (IsIn(inherited, name, returns))
                return true;
        }

        return false;
    }

    private static bool IsIn(ITypeSymbol declaring, string name, SpecialType? returns)
    {
        foreach (var member in declaring.GetMembers(name))
        {
            if (member is IMethodSymbol { IsStatic: false, IsGenericMethod: false, RefKind: RefKind.None, Parameters.Length: 0, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal } method
                && (returns is null ? !method.ReturnsVoid : method.ReturnType.SpecialType == returns))
            {
                return true;
            }
        }

        return false;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Analyzers.Shape;

/// <summary>Looks for the lock that an attribute names: a member, or a path of members. What cannot be told is taken for right.</summary>
internal static class NamedLock
{
    /// <returns>What is wrong with the name, with the remedy; null if nothing is.</returns>
    public static string? WhatIsWrongWith(string name, INamedTypeSymbol declaring)
    {
        ITypeSymbol? at = declaring;
        foreach (var part in name.Split('.'))
        {
            if (part is "this" or "base" && WellKnownPlace(at, declaring))
                continue;
            var found = Find(at!, part);
            if (found.Count == 0)
                return at!.TypeKind == TypeKind.Error || MayBeSomethingElse(at, part, declaring) ? null : Missing(part, at);
            if (TypeOf(found[0]) is not { } type)
                return found[0] is IMethodSymbol ? $"and '{part}' is a method; name the field or property that is the lock" : null;
            at = type;
        }

        return at is { IsValueType: true, TypeKind: not TypeKind.Error } && !CanBeEntered(at)
            ? $"which is a '{at.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}' and no lock; name the lock that guards it"
            : null;
    }

    private static bool WellKnownPlace(ITypeSymbol? at, INamedTypeSymbol declaring) => SymbolEqualityComparer.Default.Equals(at, declaring);

    // With those of its bases and, where it is an interface, of the interfaces that it extends.
    private static List<ISymbol> Find(ITypeSymbol type, string name)
    {
        var found = new List<ISymbol>();
        for (ITypeSymbol? declaring = type; declaring is not null; declaring = declaring.BaseType)
            found.AddRange(declaring.GetMembers(name));
        foreach (var extended in type.AllInterfaces)
            found.AddRange(extended.GetMembers(name));
        return found;
    }

    // A base class that is not known, a member that metadata does not show, a parameter of a primary constructor, a static of an outer type, a type.
    private static bool MayBeSomethingElse(ITypeSymbol at, string part, INamedTypeSymbol declaring)
    {
        for (ITypeSymbol? type = at; type is not null; type = type.BaseType)
        {
            if (type.TypeKind is TypeKind.Error or TypeKind.TypeParameter || (type.SpecialType != SpecialType.System_Object && type.DeclaringSyntaxReferences.IsEmpty && !IsOfRuntime(type)))
                return true;
        }

        if (!SymbolEqualityComparer.Default.Equals(at, declaring))
            return false;
        if (part.Length == 0 || char.IsUpper(part[0]) && declaring.ContainingNamespace.GetTypeMembers(part).Length > 0)
            return part.Length > 0;
        for (var type = declaring; type is not null; type = type.ContainingType)
        {
            if (type.Name == part || (!ReferenceEquals(type, declaring) && Find(type, part).Count > 0) || IsPrimaryParameter(type, part))
                return true;
        }

        return false;
    }

    private static bool IsOfRuntime(ITypeSymbol type) => type.ContainingAssembly?.Name == "NotifierSdk.Runtime";

    private static bool IsPrimaryParameter(INamedTypeSymbol type, string name) => type.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax() is TypeDeclarationSyntax { ParameterList: { } list } && list.Parameters.Any(parameter => parameter.Identifier.ValueText == name));

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    private static bool CanBeEntered(ITypeSymbol type) => type.GetMembers().Any(static member => member is IMethodSymbol { Name: "Enter" or "TryEnter" or "EnterScope" });

    private static string Missing(string part, ITypeSymbol at)
    {
        var near = Near(part, at);
        return $"and '{at.Name}' has no member '{part}'; name the lock with nameof{(near is null ? "" : $", as in nameof({near})")}";
    }

    private static string? Near(string part, ITypeSymbol at)
    {
        for (ITypeSymbol? type = at; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers())
            {
                if (member is { IsImplicitlyDeclared: false } and (IFieldSymbol or IPropertySymbol) && Bare(member.Name) == Bare(part))
                    return member.Name;
            }
        }

        return null;
    }

    private static string Bare(string name) => name.Trim('_').ToUpperInvariant();
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using NotifierSdk.CodeFixes.Shape;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Refactorings;

/// <summary>The parts of an annotated driver, each added where it is missing.</summary>
internal static class DriverParts
{
    public static T Partial<T>(T declaration)
        where T : TypeDeclarationSyntax =>
        declaration.Modifiers.Any(SyntaxKind.PartialKeyword) ? declaration : Modifiers.Append(declaration, SyntaxKind.PartialKeyword);

    /// <summary>A driver lock before the other members, unless one is marked; a driver lock that is not yet marked is taken.</summary>
    public static ClassDeclarationSyntax Lock(ClassDeclarationSyntax declaration, INamedTypeSymbol type, WellKnownTypes types)
    {
        if (HasLock(type, types))
            return declaration;
        if (Unmarked(type, types) is { } field && field.DeclaringSyntaxReferences[0].GetSyntax().FirstAncestorOrSelf<FieldDeclarationSyntax>() is { } written && declaration.Contains(written))
            return declaration.ReplaceNode(written, Marked(written));
        var added = Member($"[global::NotifierSdk.DriverLock] private readonly global::NotifierSdk.DriverLock {Fresh("_lock", type)} = new();\n");
        if (declaration.Members.Count > 0)
            added = added.WithTrailingTrivia(SyntaxFactory.LineFeed, SyntaxFactory.LineFeed);
        return declaration.WithMembers(declaration.Members.Insert(0, added));
    }

    /// <summary>An annotated callback for its author to fill, unless there is a callback.</summary>
    public static ClassDeclarationSyntax Callback(ClassDeclarationSyntax declaration, INamedTypeSymbol type, WellKnownTypes types) =>
        HasCallback(type, types) ? declaration : Append(declaration, Member(
            $$"""
            // Runs under the lock, after the sequence was saved.
            [global::NotifierSdk.Invalidate]
            private void {{Fresh("Drop", type)}}(global::NotifierSdk.AddressRange range)
            {
                // Drop what the shadow holds of the range.
            }

            """));

    /// <summary>A fault with its three steps, which throw until their author fills them.</summary>
    public static ClassDeclarationSyntax Fault(ClassDeclarationSyntax declaration, INamedTypeSymbol type)
    {
        var (fault, collect, commit, discard) = (Fresh("Fault", type), Fresh("TryCollect", type), Fresh("Commit", type), Fresh("Discard", type));
        const string NotYet = "throw new global::System.NotImplementedException()";
        MemberDeclarationSyntax[] members =
        [
            Member($$"""
                [global::NotifierSdk.Fault(Collect = nameof({{collect}}), Commit = nameof({{commit}}), Discard = nameof({{discard}}))]
                public partial global::NotifierSdk.FaultStatus {{fault}}(global::NotifierSdk.AddressRange range, global::System.Threading.CancellationToken cancellationToken = default);

                """),
            Member($$"""
                // Reads the mapping. Runs without the lock, so it may take long. False: nothing is mapped there.
                private bool {{collect}}(global::NotifierSdk.AddressRange range, global::System.Threading.CancellationToken cancellationToken, out object collected) => {{NotYet}};

                """),
            Member($$"""
                // Fills the shadow. Runs under the lock, and only if nothing changed since the collecting began.
                private void {{commit}}(global::NotifierSdk.AddressRange range, object collected) => {{NotYet}};

                """),
            Member($$"""
                // Undoes what the collecting acquired. Runs without the lock, whenever it was not committed.
                private void {{discard}}(object collected) => {{NotYet}};

                """),
        ];
        return members.Aggregate(declaration, Append);
    }

    /// <summary>Whether a member of the type, or one that it inherits, is the driver lock.</summary>
    public static bool HasLock(INamedTypeSymbol type, WellKnownTypes types) => Members(type, types).Any(member =>
        member is IFieldSymbol or IPropertySymbol && WellKnownTypes.Find(member, types.DriverLockAttribute) is not null);

    /// <summary>Whether the type, or a base class of it, is called for invalidations.</summary>
    public static bool HasCallback(INamedTypeSymbol type, WellKnownTypes types) => Members(type, types).Any(member =>
        member is IMethodSymbol { IsOverride: true, Name: MemberNames.OnInvalidate or MemberNames.OnInvalidateStart }
        || WellKnownTypes.Find(member, types.Invalidate) is not null
        || WellKnownTypes.Find(member, types.InvalidateStart) is not null);

    /// <summary>A field with the attribute before what is written.</summary>
    public static FieldDeclarationSyntax Marked(FieldDeclarationSyntax field) =>
        (FieldDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"[global::NotifierSdk.DriverLock] {field.WithoutLeadingTrivia().ToFullString()}")!
            .WithLeadingTrivia(field.GetLeadingTrivia())
            .WithAdditionalAnnotations(Simplifier.Annotation);

    /// <summary>A member behind the others, with an empty line between.</summary>
    public static ClassDeclarationSyntax Append(ClassDeclarationSyntax declaration, MemberDeclarationSyntax member) =>
        declaration.AddMembers(declaration.Members.Count > 0 ? member.WithLeadingTrivia(member.GetLeadingTrivia().Insert(0, SyntaxFactory.LineFeed)) : member);

    /// <summary>A name that no member has, nor one of a base type or of a type around, and none of these types.</summary>
    public static string Fresh(string name, INamedTypeSymbol type) =>
        Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? name : $"{name}{number}").First(free => !IsTaken(free, type));

    public static MemberDeclarationSyntax Member(string text) =>
        SyntaxFactory.ParseMemberDeclaration(text)!.WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);

    private static IEnumerable<ISymbol> Members(INamedTypeSymbol type, WellKnownTypes types)
    {
        for (var each = type; each is not null && !WellKnownTypes.Is(each, types.IntervalNotifier); each = each.BaseType)
        {
            foreach (var member in each.GetMembers())
                yield return member;
        }
    }

    private static bool IsTaken(string name, INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? below = type; below is not null; below = below.BaseType)
        {
            if (!below.GetMembers(name).IsEmpty)
                return true;
        }

        for (INamedTypeSymbol? around = type; around is not null; around = around.ContainingType)
        {
            if (around.Name == name || !around.GetMembers(name).IsEmpty || around.TypeParameters.Any(parameter => parameter.Name == name))
                return true;
        }

        return false;
    }

    // The one readonly field of the SDK's own lock type: that is what it is for. Any other lock may guard something else.
    private static IFieldSymbol? Unmarked(INamedTypeSymbol type, WellKnownTypes types)
    {
        var fields = type.GetMembers().OfType<IFieldSymbol>().Where(field => WellKnownTypes.Is(field.Type, types.DriverLock)).ToList();
        return fields.Count == 1 && fields[0] is { IsReadOnly: true, IsStatic: false, DeclaringSyntaxReferences.Length: 1 } ? fields[0] : null;
    }
}

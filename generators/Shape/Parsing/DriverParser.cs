using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Shape.Parsing;

/// <summary>
/// Reads a type as a driver. The generator and the analyzers share it: what the analyzers report is exactly what makes the generator give up.
/// </summary>
internal static class DriverParser
{
    /// <returns>Null: the type has nothing to do with notifiers.</returns>
    public static DriverShape? Parse(INamedTypeSymbol type, WellKnownTypes types, CancellationToken cancellationToken) =>
        types.HasRuntime && type.TypeKind is TypeKind.Class or TypeKind.Struct or TypeKind.Interface
            ? Parse(type, AnnotatedMethods.Of(type, types), types, cancellationToken)
            : null;

    /// <inheritdoc cref="Parse(INamedTypeSymbol, WellKnownTypes, CancellationToken)"/>
    public static DriverShape? Parse(INamedTypeSymbol type, AnnotatedMethods annotated, WellKnownTypes types, CancellationToken cancellationToken)
    {
        var isNotifier = types.IsNotifier(type);
        if ((annotated.IsEmpty && !isNotifier) || WellKnownTypes.Is(type, types.IntervalNotifier))
            return null;

        var shape = new DriverShape(type);
        cancellationToken.ThrowIfCancellationRequested();
        if (!annotated.IsEmpty)
        {
            CheckPartial(shape);
            if (types.IsRuntimeAliased)
                shape.Problems.Add(Problem(ShapeRule.NotPartial, type, type.Name, "reaches NotifierSdk.Runtime only through an extern alias, which generated code does not use; give the reference the alias global, too"));
            if (!isNotifier)
                shape.Problems.Add(Problem(ShapeRule.NotANotifier, type, type.Name, annotated.First.Name));
            if (annotated.NeedsLock && isNotifier)
                LockParser.Parse(shape, types);
            CallbackParser.Parse(shape, annotated, types);
            foreach (var entryPoint in annotated.Faults)
            {
                cancellationToken.ThrowIfCancellationRequested();
                FaultParser.Parse(shape, entryPoint, types);
            }
        }

        if (isNotifier)
            CheckCallback(shape, annotated, types);
        return shape;
    }

    /// <summary>A problem shown at the symbol's own declaration.</summary>
    internal static ShapeProblem Problem(ShapeRule rule, ISymbol symbol, params string[] arguments) =>
        new(rule, symbol, LocationOf(symbol), arguments);

    internal static Location LocationOf(ISymbol symbol)
    {
        foreach (var location in symbol.Locations)
        {
            if (location.IsInSource)
                return location;
        }

        return Location.None;
    }

    /// <summary>Whether generated code in another file can add to the type.</summary>
    internal static bool CanBeCompleted(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? part = type; part is not null; part = part.ContainingType)
        {
            if (!IsPartial(part) || part.IsFileLocal)
                return false;
        }

        return true;
    }

    private static void CheckPartial(DriverShape shape)
    {
        for (INamedTypeSymbol? part = shape.Type; part is not null; part = part.ContainingType)
        {
            if (part.IsFileLocal)
                shape.Problems.Add(Problem(ShapeRule.NotPartial, part, part.Name, "is local to its file, where generated code cannot add to it; remove the file modifier"));
            else if (!IsPartial(part))
                shape.Problems.Add(Problem(ShapeRule.NotPartial, part, part.Name, "is not partial, so generated code cannot add to it; add the partial modifier"));
        }
    }

    private static bool IsPartial(INamedTypeSymbol type)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is TypeDeclarationSyntax declaration && !declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
                return false;
        }

        return true;
    }

    // A shadow that nothing ever drops: sure only where no derived type can still bring the callback.
    private static void CheckCallback(DriverShape shape, AnnotatedMethods annotated, WellKnownTypes types)
    {
        if (shape.Type.IsAbstract || annotated.HasCallback || CallbackParser.HasCallback(shape.Type, types))
            return;
        var rule = annotated.Faults.Count > 0 ? ShapeRule.NeverInvalidated : ShapeRule.NoCallback;
        shape.Problems.Add(Problem(rule, shape.Type, shape.Type.Name));
    }
}

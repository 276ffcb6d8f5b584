using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Shape.Parsing;

/// <summary>Reads one [Fault] method: its place in the source (1006), its signature (1004), and its steps (1007, 1010).</summary>
internal static class FaultParser
{
    public static void Parse(DriverShape shape, IMethodSymbol entryPoint, WellKnownTypes types)
    {
        var attribute = WellKnownTypes.Find(entryPoint, types.Fault)!;
        var fault = new FaultShape(entryPoint) { CanBeImplemented = CanBeImplemented(entryPoint) };
        shape.Faults.Add(fault);

        if (WhatIsWrongWithPlace(entryPoint) is { } place)
            shape.Problems.Add(DriverParser.Problem(ShapeRule.EntryPoint, entryPoint, entryPoint.Name, place));
        FaultSignature.Read(fault, attribute, types);
        fault.MaxAttempts = Attributes.Number(attribute, ArgumentNames.MaxAttempts, fault.MaxAttempts);
        fault.ExclusiveAfter = Attributes.Number(attribute, ArgumentNames.ExclusiveAfter, fault.ExclusiveAfter);
        fault.TimeoutMilliseconds = Attributes.Number(attribute, ArgumentNames.TimeoutMilliseconds, fault.TimeoutMilliseconds);
        if (FaultSignature.WhatIsWrong(fault, attribute, types) is { } signature)
            shape.Problems.Add(DriverParser.Problem(ShapeRule.Signature, entryPoint, entryPoint.Name, signature));

        if (types.IsNotifier(shape.Type))
            new StepParser(shape, fault, attribute, types).Parse();
    }

    /// <summary>Whether the method is ours to implement: nobody else does, and C# lets a second file do it.</summary>
    private static bool CanBeImplemented(IMethodSymbol method) =>
        method is { IsPartialDefinition: true, MethodKind: MethodKind.Ordinary }
        && !IsImplementedByAuthor(method)
        && DriverParser.CanBeCompleted(method.ContainingType)
        && !FaultSignature.MentionsUnknownType(method);

    private static bool IsImplementedByAuthor(IMethodSymbol method) =>
        method.PartialImplementationPart is { } implementation && !OwnOutput.Contains(implementation);

    private static string? WhatIsWrongWithPlace(IMethodSymbol method)
    {
        if (!method.IsPartialDefinition)
            return "is not partial, or has a body; declare it partial and without one, and the generator writes it";
        if (IsImplementedByAuthor(method))
            return "has a body in its other half; remove that half, and the generator writes it";
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is MethodDeclarationSyntax declaration && !declaration.Modifiers.Any(IsAccessibility))
                return "has no accessibility modifier, so calls of it could be compiled to nothing; add one";
        }

        return null;
    }

    private static bool IsAccessibility(SyntaxToken modifier) =>
        (SyntaxKind)modifier.RawKind is SyntaxKind.PublicKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.InternalKeyword or SyntaxKind.PrivateKeyword;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;

namespace NotifierSdk.CodeFixes;

/// <summary>Reads a fault as the generator does.</summary>
internal static class AnnotatedFault
{
    public static FaultShape? Of(AttributeSyntax attribute, SemanticModel model) =>
        attribute.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
        && model.GetDeclaredSymbol(method) is { } fault
        && DriverParser.Parse(fault.ContainingType, WellKnownTypes.For(model.Compilation), default) is { } shape
            ? shape.Faults.FirstOrDefault(each => SymbolEqualityComparer.Default.Equals(each.EntryPoint, fault))
            : null;
}

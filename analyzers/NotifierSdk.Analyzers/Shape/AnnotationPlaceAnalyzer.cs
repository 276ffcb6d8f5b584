using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;

namespace NotifierSdk.Analyzers.Shape;

/// <summary>
/// 1014: C# lets an annotation stand on a local function, a lambda or a parameter, where neither the generator nor any rule looks for it. A driver lock that is a parameter of a
/// primary constructor, and the only one, is an error of rule 1005.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AnnotationPlaceAnalyzer : DriverAnalyzer
{
    /// <summary>Creates the analyzer.</summary>
    public AnnotationPlaceAnalyzer()
        : base(ShapeRules.MisplacedAnnotation)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, WellKnownTypes types)
    {
        (INamedTypeSymbol?, string)[] ofMethods =
            [(types.Invalidate, "Invalidate"), (types.InvalidateStart, "InvalidateStart"), (types.InvalidateFinish, "InvalidateFinish"), (types.Fault, "Fault"), (types.RequiresLock, "RequiresLock")];
        (INamedTypeSymbol?, string)[] ofMembers = [(types.DriverLockAttribute, "DriverLock"), (types.GuardedBy, "GuardedBy"), (types.ShadowState, "ShadowState")];
        context.RegisterSyntaxNodeAction(node => CheckFunction(node, ofMethods), SyntaxKind.LocalFunctionStatement, SyntaxKind.ParenthesizedLambdaExpression);
        context.RegisterSyntaxNodeAction(node => CheckParameter(node, ofMembers, types), SyntaxKind.Parameter);
    }

    private static void CheckFunction(SyntaxNodeAnalysisContext context, (INamedTypeSymbol?, string)[] attributes)
    {
        var (lists, place) = context.Node switch
        {
            LocalFunctionStatementSyntax local => (local.AttributeLists, $"the local function '{local.Identifier.ValueText}'"),
            ParenthesizedLambdaExpressionSyntax lambda => (lambda.AttributeLists, "a lambda"),
            _ => default,
        };
        foreach (var (attribute, name) in Annotations(lists, attributes, context))
            Report(context, attribute, $"[{name}] of {place}", "mark a method of the driver instead, and call it from here");
    }

    private static void CheckParameter(SyntaxNodeAnalysisContext context, (INamedTypeSymbol?, string)[] attributes, WellKnownTypes types)
    {
        var parameter = (ParameterSyntax)context.Node;
        foreach (var (attribute, name) in Annotations(parameter.AttributeLists, attributes, context))
        {
            if (context.SemanticModel.GetDeclaredSymbol(parameter, context.CancellationToken) is not { } symbol || LockParser.IsOnlyLock(symbol, types))
                continue;
            var where = $"[{name}] of the parameter '{symbol.Name}'";
            if (parameter.Parent?.Parent is RecordDeclarationSyntax)
                Report(context, attribute, where, $"write [property: {name}…] to mark the property of the record");
            else if (parameter.Parent?.Parent is TypeDeclarationSyntax)
                Report(context, attribute, where, "any member may assign a parameter of a primary constructor: store it in a readonly field, and mark that");
            else
                Report(context, attribute, where, "mark the field in which it is stored");
        }
    }

    private static IEnumerable<(AttributeSyntax, string)> Annotations(
        SyntaxList<AttributeListSyntax> lists, (INamedTypeSymbol? Class, string Name)[] attributes, SyntaxNodeAnalysisContext context)
    {
        foreach (var list in lists)
        {
            // Of a record, [property: …] and [field: …] mark what they name.
            if (list.Target is { } target && !target.Identifier.IsKind(SyntaxKind.ParamKeyword) && !target.Identifier.IsKind(SyntaxKind.MethodKeyword))
                continue;
            foreach (var attribute in list.Attributes)
            {
                var constructor = context.SemanticModel.GetSymbolInfo(attribute, context.CancellationToken).Symbol;
                foreach (var known in attributes)
                {
                    if (WellKnownTypes.Is(constructor?.ContainingType, known.Class))
                        yield return (attribute, known.Name);
                }
            }
        }
    }

    private static void Report(SyntaxNodeAnalysisContext context, AttributeSyntax attribute, string where, string remedy) =>
        context.ReportDiagnostic(Diagnostic.Create(ShapeRules.MisplacedAnnotation, attribute.GetLocation(), where, remedy));
}

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using NotifierSdk.Analyzers;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>
/// 1004: changes what a callback takes where that changes nothing that it does, and nobody but generated code calls it: a range is no longer taken by reference, a
/// lone parameter that is not used becomes the range. What it returns may be a failure, and is left to its author.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class FitCallbackFix : DriverCodeFix
{
    private const string Range = "range";

    /// <summary>Creates the fix.</summary>
    public FitCallbackFix()
        : base("NSDK1004", "Make it what an invalidation can call")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) => Edit(node, model) is not null;

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic)
    {
        var (replaced, with) = Edit(node, editor.SemanticModel)!.Value;
        editor.ReplaceNode(replaced, with.WithTriviaFrom(replaced));
    }

    private static (SyntaxNode Replaced, SyntaxNode With)? Edit(SyntaxNode node, SemanticModel model)
    {
        var types = WellKnownTypes.For(model.Compilation);
        if (node is not MethodDeclarationSyntax method || model.GetDeclaredSymbol(method) is not { DeclaredAccessibility: Accessibility.Private, IsAsync: false, IsGenericMethod: false } callback
            || !callback.IsCallback(types) || IsMentioned(callback))
            return null;
        var isFinish = callback.HasAttribute(types.InvalidateFinish);
        if (!callback.ReturnsVoid && (isFinish || callback.ReturnType.SpecialType != SpecialType.System_Boolean))
            return null;
        if (callback.Parameters.Length != 1 || method.ParameterList.Parameters[0] is not { AttributeLists.Count: 0, Default: null } only)
            return null;
        var parameter = callback.Parameters[0];
        var isByReference = parameter.RefKind == RefKind.In && only.Modifiers.Count == 1
            && (WellKnownTypes.Is(parameter.Type, types.AddressRange) || (isFinish && WellKnownTypes.Is(parameter.Type, types.FinishState)));
        return isByReference ? (only, only.WithModifiers(default))
            : IsUnused(method, parameter, types) ? (only, Parameter(Identifier(Range)).WithType(
                ParseTypeName("global::NotifierSdk.AddressRange").WithAdditionalAnnotations(Simplifier.Annotation).WithTrailingTrivia(Space)))
            : null;
    }

    private static bool IsUnused(MethodDeclarationSyntax method, IParameterSymbol parameter, WellKnownTypes types) =>
        parameter.RefKind == RefKind.None && !FaultSignature.IsUnknown(parameter.Type)
        && !new[] { types.Invalidation, types.AddressRange, types.FinishState }.Any(known => WellKnownTypes.Is(parameter.Type, known))
        && ((SyntaxNode?)method.Body ?? method.ExpressionBody) is { } body
        && body.DescendantTokens().All(token => token.ValueText != parameter.Name && token.ValueText != Range);

    // By name: one mention too many only keeps the fix back.
    private static bool IsMentioned(IMethodSymbol callback) => callback.ContainingType.DeclaringSyntaxReferences
        .Where(part => !part.SyntaxTree.FilePath.EndsWith(OwnOutput.HintSuffix, StringComparison.Ordinal))
        .SelectMany(part => part.GetSyntax().DescendantTokens()).Count(token => token.ValueText == callback.Name) > 1;
}

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using NotifierSdk.Analyzers;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>1010: makes the driver lock a semaphore, where nothing but generated code takes it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UseSemaphoreFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public UseSemaphoreFix()
        : base("NSDK1010", "Make the driver lock a semaphore")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) => Declaration(node, model) is not null;

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) => Fix(editor, [(node, diagnostic)]);

    // Several faults may commit under one lock.
    private protected override void Fix(DocumentEditor editor, IReadOnlyList<(SyntaxNode Node, Diagnostic Diagnostic)> places)
    {
        foreach (var declaration in places.Select(place => Declaration(place.Node, editor.SemanticModel)!).Distinct())
        {
            var type = SyntaxFactory.ParseTypeName("global::System.Threading.SemaphoreSlim");
            var made = SyntaxFactory.ParseExpression("new(1, 1)");
            if (declaration.Variables[0].Initializer!.Value is ObjectCreationExpressionSyntax)
                made = SyntaxFactory.ParseExpression("new global::System.Threading.SemaphoreSlim(1, 1)").WithAdditionalAnnotations(Simplifier.Annotation);
            editor.ReplaceNode(declaration.Variables[0].Initializer!.Value, made.WithTriviaFrom(declaration.Variables[0].Initializer!.Value));
            editor.ReplaceNode(declaration.Type, type.WithTriviaFrom(declaration.Type).WithAdditionalAnnotations(Simplifier.Annotation));
        }
    }

    private static VariableDeclarationSyntax? Declaration(SyntaxNode node, SemanticModel model)
    {
        var types = WellKnownTypes.For(model.Compilation);
        if (node.FirstAncestorOrSelf<ClassDeclarationSyntax>() is not { } declaring || model.GetDeclaredSymbol(declaring) is not { } type)
            return null;
        var marked = type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasAttribute(types.DriverLockAttribute)).ToList();
        return marked.Count == 1 && marked[0].DeclaredAccessibility == Accessibility.Private
            && marked[0].DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } declarator
            && declarator.SyntaxTree == node.SyntaxTree
            && declarator.Initializer?.Value is BaseObjectCreationExpressionSyntax { Initializer: null }
            && !type.DeclaringSyntaxReferences.Any(part => Uses(marked[0].Name, part.GetSyntax(), declarator))
            ? declaration
            : null;
    }

    // By name: one mention too many only keeps the fix back.
    private static bool Uses(string name, SyntaxNode part, VariableDeclaratorSyntax declarator) => part.DescendantTokens().Any(token =>
        token.ValueText == name && token != declarator.Identifier && token.Parent!.FirstAncestorOrSelf<AttributeSyntax>() is null
        && !OwnOutputTree(token.SyntaxTree));

    private static bool OwnOutputTree(SyntaxTree? tree) => tree?.FilePath.EndsWith(OwnOutput.HintSuffix, StringComparison.Ordinal) == true;
}

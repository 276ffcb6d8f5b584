using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using NotifierSdk.Analyzers.Shape;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>1005: adds a driver lock where there is none, and <c>readonly</c> where that is missing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ProvideDriverLockFix : DriverCodeFix
{
    private const string Name = "_lock";

    /// <summary>Creates the fix.</summary>
    public ProvideDriverLockFix()
        : base("NSDK1005", "Provide one driver lock")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) => node switch
    {
        ClassDeclarationSyntax declaration => model.GetDeclaredSymbol(declaration) is { } type && HasNone(type, diagnostic) && !type.GetMembers(Name).Any(),
        VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax { Declaration.Variables.Count: 1 } } declarator =>
            model.GetDeclaredSymbol(declarator) is IFieldSymbol { IsReadOnly: false, IsStatic: false, IsConst: false } field && !IsReplaced(declarator, field, model),
        _ => false,
    };

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic)
    {
        if (node is ClassDeclarationSyntax declaration)
            editor.InsertMembers(declaration, 0, [NewLock()]);
        else
            editor.ReplaceNode(node.Parent!.Parent!, (current, _) => Modifiers.Append((FieldDeclarationSyntax)current, SyntaxKind.ReadOnlyKeyword));
    }

    // What is shown at the type may also be a lock that it inherits and cannot use.
    private static bool HasNone(INamedTypeSymbol type, Diagnostic diagnostic) =>
        !diagnostic.Properties.ContainsKey(ShapeAnalyzer.Inherited) && type.TypeKind == TypeKind.Class;

    // With an assignment outside constructors, readonly would not compile.
    private static bool IsReplaced(SyntaxNode declarator, IFieldSymbol field, SemanticModel model) =>
        declarator.FirstAncestorOrSelf<TypeDeclarationSyntax>()!.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment =>
            assignment.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is null
            && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(assignment.Left).Symbol, field));

    private static MemberDeclarationSyntax NewLock() =>
        SyntaxFactory.ParseMemberDeclaration($"[global::NotifierSdk.DriverLock] private readonly global::NotifierSdk.DriverLock {Name} = new();\n")!
            .WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);
}

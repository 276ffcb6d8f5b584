using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>1002: derives a class that has no other base class from IntervalNotifier.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddBaseClassFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public AddBaseClassFix()
        : base("NSDK1002", "Derive from IntervalNotifier")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        node is ClassDeclarationSyntax declaration
        && model.GetDeclaredSymbol(declaration) is { IsStatic: false, BaseType.SpecialType: SpecialType.System_Object };

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) =>
        editor.ReplaceNode(node, (current, _) => Derive((ClassDeclarationSyntax)current));

    private static ClassDeclarationSyntax Derive(ClassDeclarationSyntax declaration)
    {
        var notifier = SimpleBaseType(ParseTypeName("global::NotifierSdk.IntervalNotifier").WithAdditionalAnnotations(Simplifier.Annotation));
        if (declaration.BaseList is { Types: var types } interfaces)
            return declaration.WithBaseList(interfaces.WithTypes(types.Insert(0, notifier)));

        // Behind the name, its type parameters and its constructor's parameters; what ends the line stays at its end.
        var last = declaration.ParameterList?.GetLastToken() ?? declaration.TypeParameterList?.GetLastToken() ?? declaration.Identifier;
        var behind = last.TrailingTrivia;
        var colon = Token(SyntaxKind.ColonToken).WithTrailingTrivia(Space);
        return declaration
            .ReplaceToken(last, last.WithTrailingTrivia(Space))
            .WithBaseList(BaseList(colon, SingletonSeparatedList<BaseTypeSyntax>(notifier.WithTrailingTrivia(behind))));
    }
}

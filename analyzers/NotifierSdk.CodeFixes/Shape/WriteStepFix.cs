using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>
/// 1007: adds the method that a step names, for its author to fill, and names a commit where there is none. Until it is filled it throws: one that did nothing
/// would let faults complete that mapped nothing, and what it should return nobody knows but the author.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class WriteStepFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public WriteStepFix()
        : base("NSDK1007", "Add the method")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        node.FirstAncestorOrSelf<ClassDeclarationSyntax>() is { OpenBraceToken.IsMissing: false, CloseBraceToken.IsMissing: false } && MissingStep.Of(node, model) is not null;

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic)
    {
        var step = MissingStep.Of(node, editor.SemanticModel)!;
        if (!step.IsNamed)
        {
            var argument = (AttributeArgumentSyntax)editor.Generator.AttributeArgument(ArgumentNames.Commit, editor.Generator.NameOfExpression(SyntaxFactory.IdentifierName(step.Name)));
            editor.ReplaceNode(step.Attribute, (current, _) => ((AttributeSyntax)current).AddArgumentListArguments(argument));
        }

        var method = SyntaxFactory.ParseMemberDeclaration($"private {step.Signature} => throw new global::System.NotImplementedException();\n")!;
        editor.AddMember(node.FirstAncestorOrSelf<ClassDeclarationSyntax>()!,
            method.WithLeadingTrivia(SyntaxFactory.LineFeed).WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation));
    }
}

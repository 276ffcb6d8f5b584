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
/// 1007: adds all methods that the steps of a fault name, for their author to fill, and names a commit where there is none. Until they are filled they throw: a
/// commit that did nothing would let faults complete that mapped nothing, and what a step should return nobody knows but the author. Where no step says what is
/// collected, it is an object.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class WriteStepFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public WriteStepFix()
        : base("NSDK1007", "Add the missing steps")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        node.FirstAncestorOrSelf<ClassDeclarationSyntax>() is { OpenBraceToken.IsMissing: false, CloseBraceToken.IsMissing: false } && MissingStep.Of(node, model) is not null;

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic)
    {
        foreach (var step in MissingStep.AllOf(node, editor.SemanticModel))
            Add(editor, step);
    }

    // A fault that is short of several steps has a diagnostic for each, and one edit adds them all.
    private protected override void Fix(DocumentEditor editor, IReadOnlyList<(SyntaxNode Node, Diagnostic Diagnostic)> places)
    {
        foreach (var fault in places.GroupBy(place => place.Node.FirstAncestorOrSelf<AttributeSyntax>()))
            Fix(editor, fault.First().Node, fault.First().Diagnostic);
    }

    private static void Add(DocumentEditor editor, MissingStep step)
    {
        if (step.Argument is null)
        {
            var argument = (AttributeArgumentSyntax)editor.Generator.AttributeArgument(ArgumentNames.Commit, editor.Generator.NameOfExpression(SyntaxFactory.IdentifierName(step.Name)));
            editor.ReplaceNode(step.Attribute, (current, _) => ((AttributeSyntax)current).AddArgumentListArguments(argument));
        }

        var method = SyntaxFactory.ParseMemberDeclaration($"private {step.Signature} => throw new global::System.NotImplementedException();\n")!;
        editor.AddMember(step.Attribute.FirstAncestorOrSelf<ClassDeclarationSyntax>()!,
            method.WithLeadingTrivia(SyntaxFactory.LineFeed).WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation));
    }
}

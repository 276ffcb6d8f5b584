using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using NotifierSdk.Shape;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotifierSdk.CodeFixes.Sequence;

/// <summary>
/// 2016: names a Discard in an annotated fault, and writes it, if what is collected is disposable or an array of that; by hand, makes the local a using
/// declaration if nothing of it is needed behind the check.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UndoCollectFix : DriverCodeFix
{
    private const string Collected = "collected";

    /// <summary>Creates the fix.</summary>
    public UndoCollectFix()
        : base("NSDK2016", "Undo it after a collision")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        node.FirstAncestorOrSelf<AttributeSyntax>() is { } attribute ? CanDiscard(attribute, model) : CanUse(node, model, diagnostic);

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is { } attribute)
            Discard(editor, attribute);
        else
            editor.ReplaceNode(DeclarationOf(node)!, (current, _) => Use((LocalDeclarationStatementSyntax)current));
    }

    private static bool CanDiscard(AttributeSyntax attribute, SemanticModel model) =>
        AnnotatedFault.Of(attribute, model) is { Collect.Method: var collect, CollectedType: { } collected, EntryPoint: var fault }
        && collect.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == attribute.SyntaxTree)
        && fault.ContainingType.GetMembers(NameOf(fault)).IsEmpty
        && fault.ContainingType.GetMembers(fault.Name).Length <= 2 // the halves of one fault: overloads would share the name
        && fault.Parameters.All(parameter => parameter.Name != Collected)
        && CanDispose(collected is IArrayTypeSymbol { Rank: 1 } array ? array.ElementType : collected, model, attribute.SpanStart);

    private static void Discard(DocumentEditor editor, AttributeSyntax attribute)
    {
        var fault = AnnotatedFault.Of(attribute, editor.SemanticModel)!;
        var argument = (AttributeArgumentSyntax)editor.Generator.AttributeArgument(ArgumentNames.Discard, editor.Generator.NameOfExpression(IdentifierName(NameOf(fault.EntryPoint))));
        editor.ReplaceNode(attribute, (current, _) => ((AttributeSyntax)current).AddArgumentListArguments(argument));
        var collect = fault.Collect!.Method.DeclaringSyntaxReferences.First(reference => reference.SyntaxTree == attribute.SyntaxTree).GetSyntax();
        editor.InsertAfter(collect, NewDiscard(fault, editor.SemanticModel, attribute.SpanStart));
    }

    private static MemberDeclarationSyntax NewDiscard(FaultShape fault, SemanticModel model, int position)
    {
        var type = fault.CollectedType!.ToMinimalDisplayString(model, position);
        var head = $"private static void {NameOf(fault.EntryPoint)}({type} {Collected})";
        var method = fault.CollectedType is IArrayTypeSymbol { ElementType: var element }
            ? $"{head}\n{{\n    foreach (var each in {Collected})\n        each{Access(element)}Dispose();\n}}\n"
            : $"{head} => {Collected}{Access(fault.CollectedType)}Dispose();\n";
        return ParseMemberDeclaration(method)!.WithLeadingTrivia(ElasticCarriageReturnLineFeed).WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);
    }

    private static string Access(ITypeSymbol type) => type.NullableAnnotation == NullableAnnotation.NotAnnotated || type.IsValueType ? "." : "?.";

    private static bool CanDispose(ITypeSymbol type, SemanticModel model, int position) =>
        type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T
        && (type.SpecialType == SpecialType.System_IDisposable || type.AllInterfaces.Any(each => each.SpecialType == SpecialType.System_IDisposable))
        && model.LookupSymbols(position, type, nameof(IDisposable.Dispose)).OfType<IMethodSymbol>().Any(method => method.Parameters.IsEmpty);

    private static string NameOf(IMethodSymbol fault) => $"Discard{fault.Name}";

    private static bool CanUse(SyntaxNode node, SemanticModel model, Diagnostic diagnostic)
    {
        if (DeclarationOf(node) is not { Parent: BlockSyntax block, Declaration.Variables: { Count: 1 } variables } || diagnostic.AdditionalLocations.Count == 0)
            return false;
        var retry = diagnostic.AdditionalLocations[0];
        if (model.GetDeclaredSymbol(variables[0]) is not ILocalSymbol local || !CanDispose(local.Type, model, node.SpanStart))
            return false;
        return block.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, local))
            .All(name => name.SpanStart < retry.SourceSpan.Start && IsPlainAnswer(name, model));
    }

    // What it answered with is a number or the like: nothing that would refer to what was disposed.
    private static bool IsPlainAnswer(IdentifierNameSyntax name, SemanticModel model)
    {
        if (name.Parent is not MemberAccessExpressionSyntax member || member.Expression != name)
            return false;
        ExpressionSyntax answer = member.Parent is InvocationExpressionSyntax call ? call : member;
        return model.GetTypeInfo(answer).Type is { TypeKind: TypeKind.Enum } or { SpecialType: SpecialType.System_Void or (>= SpecialType.System_Boolean and <= SpecialType.System_Double) };
    }

    private static LocalDeclarationStatementSyntax? DeclarationOf(SyntaxNode node) =>
        node.FirstAncestorOrSelf<EqualsValueClauseSyntax>() is { Parent.Parent.Parent: LocalDeclarationStatementSyntax declaration } value && value.Value == node ? declaration : null;

    private static LocalDeclarationStatementSyntax Use(LocalDeclarationStatementSyntax declaration) =>
        declaration.WithoutLeadingTrivia().WithUsingKeyword(Token(SyntaxKind.UsingKeyword).WithLeadingTrivia(declaration.GetLeadingTrivia()).WithTrailingTrivia(Space));
}

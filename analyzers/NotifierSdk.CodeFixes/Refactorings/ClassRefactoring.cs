using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Refactorings;

/// <summary>What the refactorings of a class share: they are offered on its head, and change its declaration.</summary>
public abstract class ClassRefactoring : CodeRefactoringProvider
{
    private readonly string _title;

    private protected ClassRefactoring(string title) => _title = title;

    /// <inheritdoc/>
    public sealed override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null || ClassAt(root, context.Span.Start) is not { } declaration)
            return;
        var types = WellKnownTypes.For(model.Compilation);
        if (!types.HasRuntime || model.GetDeclaredSymbol(declaration, context.CancellationToken) is not { } type || !CanChange(type, types))
            return;
        context.RegisterRefactoring(CodeAction.Create(
            _title,
            cancellation => WrittenAs.FileAsync(context.Document, context.Document.WithSyntaxRoot(PartialAround(root, declaration, Change(declaration, type, types))), cancellation),
            equivalenceKey: GetType().Name));
    }

    /// <summary>Whether the change is certain to be right for this class.</summary>
    private protected abstract bool CanChange(INamedTypeSymbol type, WellKnownTypes types);

    /// <summary>The class as it is afterwards.</summary>
    private protected abstract ClassDeclarationSyntax Change(ClassDeclarationSyntax declaration, INamedTypeSymbol type, WellKnownTypes types);

    // From the first modifier to the brace: in the members other things are offered.
    private static ClassDeclarationSyntax? ClassAt(SyntaxNode root, int position)
    {
        var declaration = root.FindToken(position).Parent?.FirstAncestorOrSelf<ClassDeclarationSyntax>();
        return declaration is { OpenBraceToken.IsMissing: false, CloseBraceToken.IsMissing: false, Identifier.IsMissing: false }
            && declaration.OpenBraceToken.Text.Length > 0
            && !declaration.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.StaticKeyword or SyntaxKind.FileKeyword)
            && position < declaration.OpenBraceToken.SpanStart
            ? declaration
            : null;
    }

    // A driver is partial, and so is every type around it.
    private static SyntaxNode PartialAround(SyntaxNode root, ClassDeclarationSyntax declaration, ClassDeclarationSyntax changed)
    {
        var around = declaration.Ancestors().OfType<TypeDeclarationSyntax>().ToList();
        return root.ReplaceNodes(around.Append(declaration), (original, current) =>
            original == declaration ? DriverParts.Partial(changed) : DriverParts.Partial((TypeDeclarationSyntax)current));
    }
}

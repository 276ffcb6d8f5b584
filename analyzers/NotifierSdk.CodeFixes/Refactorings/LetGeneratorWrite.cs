using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Refactorings;

/// <summary>
/// Replaces a handwritten callback or fault by an annotated one, where the generated code does the same. Where it would not, the light bulb says why,
/// and changes nothing.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(LetGeneratorWrite))]
[Shared]
public sealed class LetGeneratorWrite : CodeRefactoringProvider
{
    private const string Title = "Let the generator write this";

    private static readonly SyntaxAnnotation s_driver = new();

    /// <inheritdoc/>
    public override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        var method = root?.FindToken(context.Span.Start).Parent?.FirstAncestorOrSelf<MethodDeclarationSyntax>();
        if (root is null || model is null || method is not { Body: not null, Parent: ClassDeclarationSyntax { CloseBraceToken.IsMissing: false } declaration })
            return;
        var types = WellKnownTypes.For(model.Compilation);
        if (!types.HasRuntime || model.GetDeclaredSymbol(method, context.CancellationToken) is not { } symbol || !types.IsNotifier(symbol.ContainingType))
            return;
        if ((HandwrittenCallback.Migrate(method, symbol, model, types) ?? HandwrittenFault.Migrate(method, symbol, model, types)) is not { } migration)
            return;
        if ((migration.Refusal ?? Losses.OfText(method, symbol.ContainingType, migration, model)) is { } refusal)
        {
            Refuse(refusal);
            return;
        }

        var changed = Replaced(root, declaration, method, migration);
        var driver = (ClassDeclarationSyntax)changed.GetAnnotatedNodes(s_driver).Single();
        if (Losses.OfMeaning(model, changed, driver, symbol.ContainingType, context.CancellationToken) is { } reported)
            Refuse(reported);
        else
            context.RegisterRefactoring(CodeAction.Create(Title, cancellation => WrittenAs.FileAsync(context.Document, context.Document.WithSyntaxRoot(changed), cancellation), equivalenceKey: Title));

        void Refuse(string reason) => context.RegisterRefactoring(
            CodeAction.Create($"{Title}: not here, because {reason}", _ => Task.FromResult(context.Document), equivalenceKey: $"{Title}: refused"));
    }

    private static SyntaxNode Replaced(SyntaxNode root, ClassDeclarationSyntax declaration, MethodDeclarationSyntax method, Migration migration)
    {
        var around = declaration.Ancestors().OfType<TypeDeclarationSyntax>();
        return root.ReplaceNodes(around.Append(declaration), (original, current) =>
            original == declaration ? DriverParts.Partial(Replaced(declaration, method, migration)) : DriverParts.Partial((TypeDeclarationSyntax)current));
    }

    private static ClassDeclarationSyntax Replaced(ClassDeclarationSyntax declaration, MethodDeclarationSyntax method, Migration migration)
    {
        var members = declaration.Members.ToList();
        var place = members.IndexOf(method);
        members.RemoveAt(place);
        members.InsertRange(place, migration.Members);
        if (migration.Lock is { } field)
            members[members.IndexOf(field)] = DriverParts.Marked(field);
        return declaration.WithMembers(SyntaxFactory.List(members)).WithAdditionalAnnotations(s_driver);
    }
}

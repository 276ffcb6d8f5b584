using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using NotifierSdk.Analyzers;
using NotifierSdk.CodeFixes.Locks;
using NotifierSdk.CodeFixes.Refactorings;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>
/// 1011: adds a callback for its author to fill. First of all an annotated one, with all that it needs: the lock there is, marked, or a new one, and types that are
/// partial. Otherwise an override, which holds the one lock there is.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddCallbackFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public AddCallbackFix()
        : base("NSDK1011", "Add an annotated callback")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        node is ClassDeclarationSyntax { CloseBraceToken.IsMissing: false } declaration && declaration.OpenBraceToken.Text.Length > 0
        && model.GetDeclaredSymbol(declaration) is { } type
        && WellKnownTypes.Is(type.BaseType, WellKnownTypes.For(model.Compilation).IntervalNotifier)
        && (LocksOf(type, model).Count == 1 || (LocksOf(type, model).Count == 0 && !Reads(type)));

    private protected override string OtherTitle => "Override OnInvalidate";

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic)
    {
        var declaration = (ClassDeclarationSyntax)node;
        var types = WellKnownTypes.For(editor.SemanticModel.Compilation);
        var type = editor.SemanticModel.GetDeclaredSymbol(declaration)!;
        var found = LocksOf(type, editor.SemanticModel).SingleOrDefault();
        var isMarked = found?.HasAttribute(types.DriverLockAttribute) == true;
        var field = isMarked ? null : found?.DeclaringSyntaxReferences[0].GetSyntax().FirstAncestorOrSelf<FieldDeclarationSyntax>();
        foreach (var around in declaration.Ancestors().OfType<TypeDeclarationSyntax>())
            editor.ReplaceNode(around, (current, _) => DriverParts.Partial((TypeDeclarationSyntax)current));
        if (field is not null)
            editor.ReplaceNode(field, DriverParts.Marked(field));
        editor.ReplaceNode(declaration, (current, _) =>
        {
            var changed = DriverParts.Partial((ClassDeclarationSyntax)current);
            return DriverParts.Callback(found is null ? DriverParts.Lock(changed, type, types) : changed, type, types);
        });
    }

    private protected override void FixOtherwise(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic)
    {
        var declaration = (ClassDeclarationSyntax)node;
        var driverLock = LocksOf(editor.SemanticModel.GetDeclaredSymbol(declaration)!, editor.SemanticModel).SingleOrDefault();
        CallbackScaffold.Add(editor, declaration, CallbackScaffold.ByHand(driverLock, LockedStatements.KindOf(driverLock?.Type, editor.SemanticModel)));
    }

    // The marked one; else all that could be one. A semaphore or an object may be anything.
    private static List<IFieldSymbol> LocksOf(INamedTypeSymbol type, SemanticModel model)
    {
        var types = WellKnownTypes.For(model.Compilation);
        var fields = type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsImplicitlyDeclared && !field.IsStatic).ToList();
        var marked = fields.Where(field => field.HasAttribute(types.DriverLockAttribute)).ToList();
        return marked.Count > 0 ? marked : [.. fields.Where(field => LockParser.KindOf(field.Type, types) is not null)];
    }

    private static bool Reads(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax().DescendantTokens().Any(token => token.ValueText is MemberNames.ReadBegin or MemberNames.ReadBeginAsync));
}

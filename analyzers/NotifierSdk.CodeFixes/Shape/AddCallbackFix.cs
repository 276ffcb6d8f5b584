using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using NotifierSdk.Analyzers;
using NotifierSdk.CodeFixes.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>1011: adds a callback for its author to fill: an annotated one where the lock is marked, else one by hand that holds the one lock there is.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddCallbackFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public AddCallbackFix()
        : base("NSDK1011", "Add a callback")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        node is ClassDeclarationSyntax { CloseBraceToken.IsMissing: false } declaration && declaration.OpenBraceToken.Text.Length > 0
        && model.GetDeclaredSymbol(declaration) is { } type
        && WellKnownTypes.Is(type.BaseType, WellKnownTypes.For(model.Compilation).IntervalNotifier)
        && type.GetMembers(CallbackScaffold.Name).IsEmpty
        && (LocksOf(type, model).Count == 1 || (LocksOf(type, model).Count == 0 && !Reads(type)));

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic)
    {
        var declaration = (ClassDeclarationSyntax)node;
        var driverLock = LocksOf(editor.SemanticModel.GetDeclaredSymbol(declaration)!, editor.SemanticModel).SingleOrDefault();
        var isMarked = driverLock?.HasAttribute(WellKnownTypes.For(editor.SemanticModel.Compilation).DriverLockAttribute) == true;
        CallbackScaffold.Add(editor, declaration, isMarked && declaration.Modifiers.Any(SyntaxKind.PartialKeyword)
            ? CallbackScaffold.Annotated()
            : CallbackScaffold.ByHand(driverLock, LockedStatements.KindOf(driverLock?.Type, editor.SemanticModel)));
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

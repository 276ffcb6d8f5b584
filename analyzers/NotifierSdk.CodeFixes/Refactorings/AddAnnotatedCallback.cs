using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Refactorings;

/// <summary>Adds an annotated callback, and the lock that it takes, to a notifier that has no callback.</summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(AddAnnotatedCallback))]
[Shared]
public sealed class AddAnnotatedCallback : ClassRefactoring
{
    /// <summary>Creates the refactoring.</summary>
    public AddAnnotatedCallback()
        : base("Add an annotated callback")
    {
    }

    private protected override bool CanChange(INamedTypeSymbol type, WellKnownTypes types) => types.IsNotifier(type) && !DriverParts.HasCallback(type, types);

    private protected override ClassDeclarationSyntax Change(ClassDeclarationSyntax declaration, INamedTypeSymbol type, WellKnownTypes types) =>
        DriverParts.Callback(DriverParts.Lock(declaration, type, types), type, types);
}

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Refactorings;

/// <summary>Adds a fault with its three steps to a notifier, and the lock and the callback where they are missing.</summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(AddFault))]
[Shared]
public sealed class AddFault : ClassRefactoring
{
    /// <summary>Creates the refactoring.</summary>
    public AddFault()
        : base("Add a fault")
    {
    }

    private protected override bool CanChange(INamedTypeSymbol type, WellKnownTypes types) => types.IsNotifier(type);

    private protected override ClassDeclarationSyntax Change(ClassDeclarationSyntax declaration, INamedTypeSymbol type, WellKnownTypes types) =>
        DriverParts.Callback(DriverParts.Fault(DriverParts.Lock(declaration, type, types), type), type, types);
}

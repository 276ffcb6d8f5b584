using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Refactorings;

/// <summary>Turns a class without a base class into a driver: base class, lock, callback, and a fault with its steps.</summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(MakeAnnotatedDriver))]
[Shared]
public sealed class MakeAnnotatedDriver : ClassRefactoring
{
    /// <summary>Creates the refactoring.</summary>
    public MakeAnnotatedDriver()
        : base("Make this an annotated driver")
    {
    }

    private protected override bool CanChange(INamedTypeSymbol type, WellKnownTypes types) =>
        type is { TypeKind: TypeKind.Class, IsRecord: false, BaseType.SpecialType: SpecialType.System_Object };

    private protected override ClassDeclarationSyntax Change(ClassDeclarationSyntax declaration, INamedTypeSymbol type, WellKnownTypes types)
    {
        var driver = BaseTypes.Prepend(DriverParts.Lock(declaration, type, types), "global::NotifierSdk.IntervalNotifier");
        return DriverParts.Callback(DriverParts.Fault(driver, type), type, types);
    }
}

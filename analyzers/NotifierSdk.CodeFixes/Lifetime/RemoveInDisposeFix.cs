using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using NotifierSdk.Analyzers;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Lifetime;

/// <summary>
/// 5002: removes the notifier first of all in the type's own Dispose, before what its callback uses is gone; where there is none, implements it. Only a notifier
/// that is never replaced: of several, one removal would leave the others behind, and the rule would say no more.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RemoveInDisposeFix : DriverCodeFix
{
    private const string Dispose = nameof(IDisposable.Dispose);

    /// <summary>Creates the fix.</summary>
    public RemoveInDisposeFix()
        : base("NSDK5002", "Remove it in Dispose")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        FieldOf(node, model) is { } field && IsMadeOnce(field, model.Compilation) && HasPlainRemove(field.Type, model) && Place(field.ContainingType, model)?.SyntaxTree == node.SyntaxTree;

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) => Fix(editor, [(node, diagnostic)]);

    // One Dispose for all notifiers of a type; the last that is inserted is removed first.
    private protected override void Fix(DocumentEditor editor, IReadOnlyList<(SyntaxNode Node, Diagnostic Diagnostic)> places)
    {
        var model = editor.SemanticModel;
        var fields = places.OrderBy(place => place.Node.SpanStart).Select(place => FieldOf(place.Node, model)!);
        foreach (var ofType in fields.GroupBy<IFieldSymbol, INamedTypeSymbol>(field => field.ContainingType, SymbolEqualityComparer.Default))
        {
            var removals = ofType.Reverse().Select(Removal).ToArray();
            editor.ReplaceNode(Place(ofType.Key, model)!, (current, _) => current is MethodDeclarationSyntax dispose
                ? Removing(dispose, removals)
                : Disposable((ClassDeclarationSyntax)current, removals));
        }
    }

    private static IFieldSymbol? FieldOf(SyntaxNode node, SemanticModel model) =>
        (node as InvocationExpressionSyntax)?.ArgumentList.Arguments
            .Select(argument => model.GetSymbolInfo(argument.Expression).Symbol).OfType<IFieldSymbol>()
            .FirstOrDefault(field => !field.IsStatic && WellKnownTypes.For(model.Compilation).IsNotifier(field.Type));

    // Where it is declared, or in the one constructor.
    private static bool IsMadeOnce(IFieldSymbol field, Compilation compilation) =>
        field.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax })
        || (field.IsReadOnly && field.NullableAnnotation == NullableAnnotation.NotAnnotated && field.ContainingType.InstanceConstructors.Length == 1
            && field.ContainingType.InstanceConstructors[0].DeclaringSyntaxReferences.Length == 1
            && field.ContainingType.InstanceConstructors[0].DeclaringSyntaxReferences[0].GetSyntax() is ConstructorDeclarationSyntax constructor
            && Assigned(constructor).Count(assignment => SymbolEqualityComparer.Default.Equals(
                compilation.GetSemanticModel(constructor.SyntaxTree).GetSymbolInfo(assignment.Left).Symbol, field)) == 1);

    // Statements that every caller of the constructor runs.
    private static IEnumerable<AssignmentExpressionSyntax> Assigned(ConstructorDeclarationSyntax constructor) =>
        (constructor.ExpressionBody is { } arrow ? [arrow.Expression] : constructor.Body?.Statements.OfType<ExpressionStatementSyntax>().Select(statement => statement.Expression) ?? [])
            .OfType<AssignmentExpressionSyntax>();

    private static bool HasPlainRemove(ITypeSymbol type, SemanticModel model)
    {
        var notifier = WellKnownTypes.For(model.Compilation).IntervalNotifier;
        for (; type.BaseType is { } next && !WellKnownTypes.Is(type, notifier); type = next)
        {
            if (type.GetMembers(MemberNames.Remove).Length + type.GetMembers("IsInserted").Length > 0)
                return false;
        }

        return true;
    }

    // The type's own Dispose; else the part of the type that gets one, always the same of several. A base class that has one wants to be asked how.
    private static MemberDeclarationSyntax? Place(INamedTypeSymbol type, SemanticModel model)
    {
        if (type.IsStatic || Bases(type).Any(each => each.GetMembers(Dispose).Length > 0 || Implements(each, model)))
            return null;
        var parts = type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).OfType<ClassDeclarationSyntax>().ToList();
        var own = type.GetMembers().OfType<IMethodSymbol>().Where(method => method.Name.Split('.').Last() is Dispose or "DisposeAsync").ToList();
        if (own.Count == 0)
            return Implements(type, model) ? null : (parts.FirstOrDefault(part => part.BaseList is not null) ?? parts.FirstOrDefault()) is { CloseBraceToken.IsMissing: false } part ? part : null;
        return parts.Count > 0 && own.Count == 1 && own[0] is { Parameters.IsEmpty: true, ReturnsVoid: true, IsStatic: false, IsGenericMethod: false, DeclaringSyntaxReferences: { Length: 1 } written }
            && !own[0].HasAttribute(WellKnownTypes.For(model.Compilation).RequiresLock)
            && written[0].GetSyntax() is MethodDeclarationSyntax dispose && CanBegin(dispose)
                ? dispose
                : null;
    }

    private static bool CanBegin(MethodDeclarationSyntax dispose) =>
        dispose.Body is { CloseBraceToken.IsMissing: false }
        || (dispose.ExpressionBody is { Expression: not ThrowExpressionSyntax } && !dispose.SemicolonToken.IsMissing && !Comments.AreInside(dispose));

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var each = type.BaseType; each is not null; each = each.BaseType)
            yield return each;
    }

    private static bool Implements(INamedTypeSymbol type, SemanticModel model) => type.AllInterfaces.Any(each =>
        each.SpecialType == SpecialType.System_IDisposable || WellKnownTypes.Is(each, model.Compilation.GetTypeByMetadataName("System.IAsyncDisposable")));

    private static StatementSyntax Removal(IFieldSymbol field)
    {
        var name = ((VariableDeclaratorSyntax)field.DeclaringSyntaxReferences[0].GetSyntax()).Identifier.Text;
        return SyntaxFactory.ParseStatement($"if ({name}.IsInserted)\n    {name}.Remove();\n").WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static MethodDeclarationSyntax Removing(MethodDeclarationSyntax dispose, StatementSyntax[] removals)
    {
        if (dispose.Body is { } body)
            return dispose.WithBody(body.WithStatements(body.Statements.InsertRange(0, removals)));
        var rest = SyntaxFactory.ExpressionStatement(dispose.ExpressionBody!.Expression.WithoutTrivia()).WithTrailingTrivia(SyntaxFactory.LineFeed);
        return dispose
            .WithParameterList(dispose.ParameterList.WithTrailingTrivia(SyntaxFactory.LineFeed))
            .WithExpressionBody(null).WithSemicolonToken(default)
            .WithBody(SyntaxFactory.Block(removals.Append(rest)).WithTrailingTrivia(dispose.GetTrailingTrivia()))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static ClassDeclarationSyntax Disposable(ClassDeclarationSyntax type, StatementSyntax[] removals)
    {
        var dispose = ((MethodDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"public void {Dispose}()\n{{\n}}\n")!)
            .WithLeadingTrivia(SyntaxFactory.LineFeed).WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);
        return BaseTypes.Append(type.AddMembers(dispose.WithBody(dispose.Body!.AddStatements(removals))), "global::System.IDisposable");
    }
}

using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;

namespace NotifierSdk.CodeFixes.Refactorings;

/// <summary>What a migration would lose or break, whatever the handwritten method does.</summary>
internal static class Losses
{
    // A partial method without its other half, which the generator writes as soon as the change is made.
    private const string NotYetGenerated = "CS8795";

    /// <summary>Why the author's text does not survive; null if it does.</summary>
    public static string? OfText(MethodDeclarationSyntax method, INamedTypeSymbol type, Migration migration, SemanticModel model)
    {
        for (INamedTypeSymbol? part = type; part is not null; part = part.ContainingType)
        {
            if (part.IsFileLocal)
                return $"'{part.Name}' is local to its file, where the generator cannot add to it";
        }

        if (method.DescendantTrivia().Any(trivia => trivia.IsDirective && trivia.SpanStart > method.SpanStart))
            return "it contains directives";
        var kept = migration.Members.SelectMany(CommentsBehindStart).ToList();
        if (CommentsBehindStart(method).FirstOrDefault(comment => !kept.Remove(comment)) is { } lost)
            return $"'{lost}' would be lost";
        return model.GetOperation(method)?.Descendants().Any(TellsName) is true ? "it calls what is told its name" : null;
    }

    /// <summary>What the compiler, or a rule of shape, would report of the changed file and does not report now; null if nothing.</summary>
    public static string? OfMeaning(SemanticModel model, SyntaxNode changed, ClassDeclarationSyntax changedDriver, INamedTypeSymbol driver, CancellationToken cancellation)
    {
        var tree = model.SyntaxTree.WithRootAndOptions(changed, model.SyntaxTree.Options);
        var compilation = model.Compilation.ReplaceSyntaxTree(model.SyntaxTree, tree);
        var changedModel = compilation.GetSemanticModel(tree);
        var known = Reported(model, cancellation).ToList();
        if (Reported(changedModel, cancellation).FirstOrDefault(id => id != NotYetGenerated && !known.Remove(id)) is { } reported)
            return $"the compiler would report {reported}";

        var declaration = tree.GetRoot(cancellation).FindNode(changedDriver.Span).FirstAncestorOrSelf<ClassDeclarationSyntax>()!;
        var problems = Problems(driver, model.Compilation, cancellation).ToList();
        return Problems((INamedTypeSymbol)changedModel.GetDeclaredSymbol(declaration, cancellation)!, compilation, cancellation).FirstOrDefault(id => !problems.Remove(id)) is { } problem
            ? $"the rule {problem} would report it"
            : null;
    }

    private static bool TellsName(IOperation operation) => operation is IArgumentOperation { ArgumentKind: ArgumentKind.DefaultValue, Parameter: { } parameter }
        && parameter.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == nameof(CallerMemberNameAttribute));

    private static IEnumerable<string> CommentsBehindStart(MemberDeclarationSyntax member) =>
        member.DescendantTrivia().Where(trivia => Comments.Is(trivia) && trivia.SpanStart > member.SpanStart).Select(trivia => trivia.ToString());

    private static IEnumerable<string> Reported(SemanticModel model, CancellationToken cancellation) =>
        model.GetDiagnostics(cancellationToken: cancellation).Where(diagnostic => diagnostic is { Severity: >= DiagnosticSeverity.Warning, IsSuppressed: false }).Select(diagnostic => diagnostic.Id);

    private static IEnumerable<string> Problems(INamedTypeSymbol driver, Compilation compilation, CancellationToken cancellation) =>
        DriverParser.Parse(driver, WellKnownTypes.For(compilation), cancellation)?.Problems.Select(problem => problem.Rule.Id) ?? [];
}

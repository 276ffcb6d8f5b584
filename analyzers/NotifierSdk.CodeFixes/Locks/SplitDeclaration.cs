using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>A local that is declared before the lock is taken, since others use it, and assigned under the lock.</summary>
internal static class SplitDeclaration
{
    private static readonly SymbolDisplayFormat s_written =
        SymbolDisplayFormat.MinimallyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Whether the statement declares the variable alone, with a value and a type that can be written apart.</summary>
    public static bool Declares(StatementSyntax statement, ISymbol variable, SemanticModel model) =>
        statement is LocalDeclarationStatementSyntax { IsConst: false, Declaration: { Type: not (RefTypeSyntax or ScopedTypeSyntax), Variables: { Count: 1 } variables } }
        && variables[0].Initializer?.Value is { } value and not (InitializerExpressionSyntax or StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax)
        && !value.DescendantNodesAndSelf().Any(node => node is AnonymousObjectCreationExpressionSyntax)
        && variable is ILocalSymbol { Type: { IsRefLikeType: false, TypeKind: not (TypeKind.Error or TypeKind.Pointer or TypeKind.FunctionPointer) } }
        && SymbolEqualityComparer.Default.Equals(model.GetDeclaredSymbol(variables[0]), variable);

    public static StatementSyntax Declaration(LocalDeclarationStatementSyntax statement, SemanticModel model)
    {
        var variable = statement.Declaration.Variables[0];
        var type = statement.Declaration.Type.IsVar
            ? ParseTypeName(((ILocalSymbol)model.GetDeclaredSymbol(variable)!).Type.ToMinimalDisplayString(model, statement.SpanStart, s_written))
            : statement.Declaration.Type.WithoutTrivia();
        return LocalDeclarationStatement(VariableDeclaration(type, SingletonSeparatedList(VariableDeclarator(variable.Identifier.WithoutTrivia()))))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    public static StatementSyntax Assignment(LocalDeclarationStatementSyntax statement)
    {
        var variable = statement.Declaration.Variables[0];
        return ExpressionStatement(AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, IdentifierName(variable.Identifier.WithoutTrivia()), variable.Initializer!.Value))
            .WithTriviaFrom(statement);
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Text;
using NotifierSdk.Shape;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>What is put under a lock.</summary>
/// <param name="Taken">The lock.</param>
internal abstract record LockedPlace(TakenLock Taken)
{
    public abstract TextSpan Span { get; }

    /// <summary>Whether it does under the lock what it does without, and nothing else is disturbed.</summary>
    public abstract bool CanBeLocked(SemanticModel model);
}

/// <summary>What has no neighbours.</summary>
/// <param name="Taken">The lock.</param>
/// <param name="Node">What is replaced.</param>
internal abstract record LonePlace(TakenLock Taken, SyntaxNode Node) : LockedPlace(Taken)
{
    public override TextSpan Span => Node.Span;

    /// <summary>The same, under the lock.</summary>
    public abstract SyntaxNode Lock(SyntaxNode current);
}

/// <summary>The one statement behind an if, an else, a loop's head or the like, or one of a switch section.</summary>
internal sealed record LoneStatement(TakenLock Taken, StatementSyntax Statement) : LonePlace(Taken, Statement)
{
    public override bool CanBeLocked(SemanticModel model) =>
        Taken.Bears([Statement], model) && WrappedStatements.DeclaredForOthers([Statement], model).Count == 0;

    public override SyntaxNode Lock(SyntaxNode current) =>
        Taken.Around([(StatementSyntax)current]) is { Count: 1 } one ? one[0] : Block(Taken.Around([(StatementSyntax)current])).WithAdditionalAnnotations(Formatter.Annotation);
}

/// <summary>The expression that is all of a method's or an accessor's body.</summary>
internal sealed record ExpressionBody(TakenLock Taken, ArrowExpressionClauseSyntax Arrow) : LonePlace(Taken, Arrow.Parent!)
{
    public override bool CanBeLocked(SemanticModel model) =>
        Node is MethodDeclarationSyntax or PropertyDeclarationSyntax or IndexerDeclarationSyntax or AccessorDeclarationSyntax
        && Arrow.Expression is not (RefExpressionSyntax or ThrowExpressionSyntax)
        && !Arrow.ContainsDirectives && !Arrow.DescendantTrivia().Any(Comments.Is)
        && QuietCode.Is(Arrow.Expression, model)
        && (Taken.Kind == LockKind.Semaphore || !Arrow.DescendantNodes().Any(node => node is AwaitExpressionSyntax));

    public override SyntaxNode Lock(SyntaxNode current)
    {
        StatementSyntax statement = IsStatement ? ExpressionStatement(Arrow.Expression) : ReturnStatement(Arrow.Expression);
        var body = Block(Taken.Around([statement]));
        SyntaxNode made = current switch
        {
            MethodDeclarationSyntax method => method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(body),
            AccessorDeclarationSyntax accessor => accessor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(body),
            PropertyDeclarationSyntax property => property.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(Getter(body)),
            IndexerDeclarationSyntax indexer => indexer.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(Getter(body)),
            _ => throw new ArgumentException("It has no expression body.", nameof(current)),
        };
        return made.WithTrailingTrivia(current.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private bool IsStatement => Node switch
    {
        MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } } => true,
        MethodDeclarationSyntax { ReturnType: not GenericNameSyntax and not QualifiedNameSyntax { Right: GenericNameSyntax } } method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
        AccessorDeclarationSyntax accessor => !accessor.IsKind(SyntaxKind.GetAccessorDeclaration),
        _ => false,
    };

    private static AccessorListSyntax Getter(BlockSyntax body) => AccessorList(SingletonList(AccessorDeclaration(SyntaxKind.GetAccessorDeclaration, body)));
}

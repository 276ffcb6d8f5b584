using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>The lock that a diagnostic misses, as it is to be taken at its place.</summary>
/// <param name="Code">What the analyzer calls it.</param>
/// <param name="Name">What the code there may call it.</param>
/// <param name="Kind">How it is held.</param>
/// <param name="IsAwaited">Whether it is waited for without blocking.</param>
internal sealed record TakenLock(string Code, ExpressionSyntax Name, LockKind Kind, bool IsAwaited)
{
    /// <summary>Null if the analyzer advises against taking it, or the place cannot name it.</summary>
    public static TakenLock? At(SyntaxNode node, SemanticModel model, Diagnostic diagnostic)
    {
        if (!diagnostic.Properties.TryGetValue(LockPath.Property, out var code) || code is null)
            return null;
        var name = SyntaxFactory.ParseExpression(code);
        if (model.GetSpeculativeSymbolInfo(node.SpanStart, name, SpeculativeBindingOption.BindAsExpression).Symbol is not (IFieldSymbol or IPropertySymbol or ILocalSymbol or IParameterSymbol))
            return null;
        var type = model.GetSpeculativeTypeInfo(node.SpanStart, name, SpeculativeBindingOption.BindAsExpression).Type;
        var isAwaited = model.GetEnclosingSymbol(node.SpanStart) is IMethodSymbol { IsAsync: true };
        return new TakenLock(code, name.WithAdditionalAnnotations(Simplifier.Annotation), LockedStatements.KindOf(type, model), isAwaited);
    }

    /// <summary>Puts statements under the lock.</summary>
    public IReadOnlyList<StatementSyntax> Around(IEnumerable<StatementSyntax> statements)
    {
        var body = SyntaxFactory.Block(statements);
        return LockedStatements.HasStatement(Kind)
            ? [LockedStatements.Holding(Kind, Name, body)]
            : [LockedStatements.Take(Kind, Name, IsAwaited), LockedStatements.Released(Kind, Name, body)];
    }

    /// <summary>Whether the statements do under the lock what they do without it, if the variables that others use are declared before them.</summary>
    public bool Bears(IReadOnlyList<StatementSyntax> statements, SemanticModel model) => WrappedStatements.CanBe(statements, model) && statements.All(statement => QuietCode.Is(statement, model) && (Kind == LockKind.Semaphore || !WrappedStatements.Awaits(statement)));
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>How each kind of lock is held for the length of some statements.</summary>
internal static class LockedStatements
{
    /// <summary>What has no lock members of its own is locked by its monitor.</summary>
    public static LockKind KindOf(ITypeSymbol? type, SemanticModel model) =>
        LockOperation.LockKindOf(type, WellKnownTypes.For(model.Compilation)) switch
        {
            // Before C# 13 the lock statement would take the monitor of a System.Threading.Lock; it can be entered as a driver lock can.
            LockKind.Lock => ((CSharpParseOptions)model.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp13 ? LockKind.Lock : LockKind.DriverLock,
            { } kind => kind,
            null => LockKind.Monitor,
        };

    /// <summary>Whether one statement holds the lock; the others are taken by a statement, and released in the finally behind it.</summary>
    public static bool HasStatement(LockKind kind) => kind is LockKind.DriverLock or LockKind.Lock or LockKind.Monitor;

    /// <summary>The statement that holds a lock of a kind that has one.</summary>
    public static StatementSyntax Holding(LockKind kind, ExpressionSyntax name, BlockSyntax body) => (kind == LockKind.DriverLock
        ? (StatementSyntax)UsingStatement(declaration: null, Scope(name), body)
        : LockStatement(name, body)).WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>The scope of a driver lock.</summary>
    public static ExpressionSyntax Scope(ExpressionSyntax name) => Call(name, "EnterScope");

    /// <summary>The statement that takes a lock of a kind that has none for both.</summary>
    public static StatementSyntax Take(LockKind kind, ExpressionSyntax name, bool isAwaited) =>
        ExpressionStatement((kind, isAwaited) switch
        {
            (LockKind.Semaphore, true) => AwaitExpression(Call(name, "WaitAsync")),
            (LockKind.Semaphore, false) => Call(name, "Wait"),
            _ => Call(name, "EnterWriteLock"),
        }).WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>What stands behind that statement.</summary>
    public static StatementSyntax Released(LockKind kind, ExpressionSyntax name, BlockSyntax body) =>
        Released(Call(name, kind == LockKind.Semaphore ? "Release" : "ExitWriteLock"), body);

    /// <summary>The same, with the call that releases it.</summary>
    public static StatementSyntax Released(ExpressionSyntax release, BlockSyntax body) =>
        TryStatement(body, default, FinallyClause(Block(ExpressionStatement(release.WithoutTrivia())))).WithAdditionalAnnotations(Formatter.Annotation);

    private static InvocationExpressionSyntax Call(ExpressionSyntax receiver, string method) =>
        InvocationExpression(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver.WithoutTrivia(), IdentifierName(method)));
}

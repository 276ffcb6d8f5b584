using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NotifierSdk.Analyzers.Tests.Corpus.Rewriting;

/// <summary>A way to break a correct driver as authors do.</summary>
/// <param name="Rewrite">Breaks it.</param>
/// <param name="Rules">One of these must say so.</param>
internal sealed record Mutation(Rewrite Rewrite, params string[] Rules)
{
    private static readonly string[] s_unlocked = ["NSDK2002", "NSDK2004", "NSDK2006", "NSDK4003", "NSDK4004", "NSDK4009"];

    public static IReadOnlyList<Mutation> All { get; } =
    [
        new(Rewrite.Of<ExpressionStatementSyntax>("the sequence is not saved", statement => Calls(statement.Expression, "SetSeq") && HasReads(statement) ? ";" : null), "NSDK2001"),
        new(Rewrite.Of<ExpressionStatementSyntax>("the sequence is saved for some ranges only", statement =>
            Calls(statement.Expression, "SetSeq") && HasReads(statement) ? $"if (Range.Start > 4096) {statement}" : null), "NSDK2001"),
        new(Rewrite.Of<ArgumentSyntax>("another sequence is saved", argument => Calls(argument.Parent?.Parent, "SetSeq") ? "default" : null), "NSDK2003"),
        new(InCallback("a callback accepts early", "if (Range.Length == 4096) return true;", HasReads), "NSDK2001", "NSDK4002"),
        new(InCallback("a callback refuses what may wait", "if (Range.Length > 65536) return false;"), "NSDK3004", "NSDK4002"),
        new(InCallback("a callback removes its notifier", "Remove();"), "NSDK3001"),
        new(InCallback("a callback waits for invalidations", "_ = ReadBegin();"), "NSDK3002"),
        new(InCallback("a callback throws", "if (Range.IsAll) throw new InvalidOperationException();"), "NSDK3005"),
        new(InCallback("a callback sleeps", "Thread.Sleep(1);"), "NSDK3003"),

        new(Rewrite.Of<UsingStatementSyntax>("a scope is not entered", statement => LockOf(statement) is not null ? statement.Statement.ToString() : null), s_unlocked),
        new(Rewrite.Of<LockStatementSyntax>("a lock statement is gone", statement => statement.Statement.ToString()), s_unlocked),
        new(Rewrite.Of<ExpressionStatementSyntax>("a lock is not released", statement =>
            statement.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } && Calls(statement.Expression, "Exit", "Release", "ExitWriteLock", "ExitReadLock") ? ";" : null), "NSDK4002"),

        new(Rewrite.Of<StatementSyntax>("the check stands before the lock", statement =>
            InsideOf(statement) is [IfStatementSyntax { Else: null } check, ..] && Calls(check.Condition, "ReadRetry") ? $"{check} {statement.ToString().Replace(check.ToString(), "", StringComparison.Ordinal)}" : null), "NSDK2004"),
        new(Rewrite.Of<InvocationExpressionSyntax>("the hint is taken for the proof", call => Calls(call, "ReadRetry") ? call.ToString().Replace("ReadRetry", "CheckRetry", StringComparison.Ordinal) : null), "NSDK2006", "NSDK2010"),
        new(Rewrite.Of<IfStatementSyntax>("the answer of the check is dropped", statement => Calls(statement.Condition, "ReadRetry") && statement.Else is null ? $"{statement.Condition};" : null), "NSDK2005"),
        new(Rewrite.Of<StatementSyntax>("one token serves all attempts", statement =>
            statement is ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax && BodyOf(statement) is { Statements: [LocalDeclarationStatementSyntax begin, ..] } && Begins(begin)
                ? $"{begin} {statement.ToString().Replace(begin.ToString(), "", StringComparison.Ordinal)}"
                : null), "NSDK2008"),
        new(new Rewrite("the token is kept in a field", node => node is LocalDeclarationStatementSyntax begin && Begins(begin) && TypeOf(begin) is { } type
            ? [new TextChange(begin.Declaration.Variables[0].Initializer!.Value.Span, $"_kept = {begin.Declaration.Variables[0].Initializer!.Value}"), new TextChange(new TextSpan(type.CloseBraceToken.SpanStart, 0), "private ReadToken _kept;\n")]
            : null), "NSDK2013"),

        new(Rewrite.Of<LocalDeclarationStatementSyntax>("a section is begun under the lock", begin =>
            Begins(begin) && CallbackLock(begin) is { } taken ? $"ReadToken {begin.Declaration.Variables[0].Identifier}; {Hold(taken)} {{ {begin.Declaration.Variables[0]}; }}" : null), "NSDK4001"),
        new(Rewrite.Of<ExpressionStatementSyntax>("it is removed under the lock", statement => statement.ToString() == "Remove();" && CallbackLock(statement) is { } taken ? $"{Hold(taken)} {{ {statement} }}" : null), "NSDK4001"),
    ];

    private static Rewrite InCallback(string name, string statement, Func<SyntaxNode, bool>? when = null) => new(name, node =>
        node is BlockSyntax { Parent: MethodDeclarationSyntax method } block && IsCallback(method) && when?.Invoke(block) != false
            ? [new TextChange(new TextSpan(block.OpenBraceToken.Span.End, 0), $" {statement} ")]
            : null);

    private static bool IsCallback(MethodDeclarationSyntax method) =>
        method.Identifier.ValueText is "OnInvalidate" or "OnInvalidateStart" && method.Modifiers.Any(SyntaxKind.OverrideKeyword);

    private static bool Calls(SyntaxNode? node, params string[] names) => node is InvocationExpressionSyntax call && names.Contains(call.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        _ => "",
    });

    private static bool Begins(LocalDeclarationStatementSyntax statement) => Calls(statement.Declaration.Variables[0].Initializer?.Value, "ReadBegin");

    private static TypeDeclarationSyntax? TypeOf(SyntaxNode node) => node.FirstAncestorOrSelf<TypeDeclarationSyntax>();

    private static bool HasReads(SyntaxNode node) => TypeOf(node)?.DescendantNodes().Any(inside => Calls(inside, "ReadBegin", "ReadBeginAsync")) == true;

    private static string? LockOf(StatementSyntax statement) => statement switch
    {
        LockStatementSyntax taken => taken.Expression.ToString(),
        UsingStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "EnterScope" } member } } => member.Expression.ToString(),
        _ => null,
    };

    private static SyntaxList<StatementSyntax> InsideOf(StatementSyntax statement) =>
        LockOf(statement) is null ? default : statement is LockStatementSyntax { Statement: BlockSyntax taken } ? taken.Statements : statement is UsingStatementSyntax { Statement: BlockSyntax scope } ? scope.Statements : default;

    private static BlockSyntax? BodyOf(StatementSyntax loop) =>
        (loop is ForStatementSyntax counted ? counted.Statement : loop is WhileStatementSyntax asked ? asked.Statement : ((DoStatementSyntax)loop).Statement) as BlockSyntax;

    private static StatementSyntax? CallbackLock(SyntaxNode node) => TypeOf(node)?.Members.OfType<MethodDeclarationSyntax>().FirstOrDefault(IsCallback)
        ?.DescendantNodes().OfType<StatementSyntax>().FirstOrDefault(statement => LockOf(statement) is not null);

    private static string Hold(StatementSyntax taken) => taken is LockStatementSyntax ? $"lock ({LockOf(taken)})" : $"using ({LockOf(taken)}.EnterScope())";
}

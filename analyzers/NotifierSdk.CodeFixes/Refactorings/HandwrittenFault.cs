using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Refactorings;

/// <summary>A method that does what a generated fault does: a bounded loop of read begin, collect, lock, retry, commit, and an exception behind it.</summary>
internal static class HandwrittenFault
{
    private const int DefaultAttempts = 64;

    private static readonly SymbolDisplayFormat s_type = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Null: the method opens no read section.</summary>
    public static Migration? Migrate(MethodDeclarationSyntax method, IMethodSymbol fault, SemanticModel model, WellKnownTypes types)
    {
        var names = method.Body!.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText).ToList();
        if (!names.Contains(MemberNames.ReadBegin) || !names.Contains(MemberNames.ReadRetry))
            return null;
        if (RefusalOfSignature(fault, types) is { } signature)
            return Migration.Refused(signature);
        if (method.Body.Statements is [WhileStatementSyntax, ..])
            return Migration.Refused("its loop has no bound, and a generated fault gives up");
        if (method.Body.Statements is not [ForStatementSyntax loop, ThrowStatementSyntax giveUp] || Attempts(loop, model) is not { } attempts)
            return Migration.Refused("its body is more than a loop that counts its attempts, and what it throws when they are used up");
        if (!ThrowsCollided(giveUp, model, types))
            return Migration.Refused("it does not end with a FaultException of the status Collided");
        return loop.Statement is BlockSyntax attempt ? Steps(method, fault, attempt, attempts, model, types) : Migration.Refused("its loop is no block");
    }

    private static string? RefusalOfSignature(IMethodSymbol fault, WellKnownTypes types) =>
        fault.IsAsync ? "it is asynchronous"
        : fault.ReturnType.SpecialType == SpecialType.System_Boolean || WellKnownTypes.Is(fault.ReturnType, types.FaultStatus)
            ? "ReadBegin throws if the notifier is removed, and a generated fault of this type returns that as a status"
        : fault is { IsGenericMethod: true } or { IsStatic: true } or { IsVirtual: true } or { IsOverride: true } ? "only an ordinary method of the object can be generated"
        : fault.Parameters.Count(parameter => WellKnownTypes.Is(parameter.Type, types.AddressRange)) != 1 ? "it has not one range as a parameter"
        : fault.Parameters.Any(parameter => parameter.RefKind != RefKind.None) ? "a parameter is passed by reference"
        : null;

    // for (var attempt = 0; attempt < N; attempt++), where the attempt counts and does nothing else.
    private static int? Attempts(ForStatementSyntax loop, SemanticModel model) =>
        loop is
        {
            Declaration.Variables: [{ Initializer.Value: LiteralExpressionSyntax { Token.Value: 0 } } counter],
            Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression, Left: IdentifierNameSyntax, Right: var bound },
            Incrementors: [PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression } or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression }],
        }
        && !Mentions(loop.Statement, counter.Identifier.ValueText)
        && model.GetConstantValue(bound) is { HasValue: true, Value: int and > 0 and var attempts }
            ? attempts
            : null;

    private static bool ThrowsCollided(ThrowStatementSyntax giveUp, SemanticModel model, WellKnownTypes types) =>
        giveUp.Expression is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var status, ..] } created
        && model.GetTypeInfo(created).Type is { Name: "FaultException" } exception && WellKnownTypes.Is(exception.ContainingAssembly, types.IntervalNotifier?.ContainingAssembly)
        && model.GetSymbolInfo(status.Expression).Symbol is IFieldSymbol { Name: "Collided" };

    private static Migration Steps(MethodDeclarationSyntax method, IMethodSymbol fault, BlockSyntax attempt, int attempts, SemanticModel model, WellKnownTypes types)
    {
        if (attempt.Statements is not ([LocalDeclarationStatementSyntax, UsingStatementSyntax] or [LocalDeclarationStatementSyntax, LocalDeclarationStatementSyntax, UsingStatementSyntax])
            || attempt.Statements.Last() is not UsingStatementSyntax { Expression: { } scope, Statement: BlockSyntax held } || HandLock.In(scope, "EnterScope") is not { } driverLock)
            return Migration.Refused("an attempt is more than: begin, at most one declaration that collects, and the lock");
        if (((LocalDeclarationStatementSyntax)attempt.Statements[0]).Declaration.Variables is not [var token] || !Begins(token.Initializer?.Value, fault, types))
            return Migration.Refused("it does not begin the read section for its range, and with its cancellation token if it has one");
        if (!StartsOver(held.Statements.FirstOrDefault(), token.Identifier.ValueText))
            return Migration.Refused("what it does first under the lock is not: start over if something collided");
        if (Count(attempt, token.Identifier.ValueText) != 1)
            return Migration.Refused("it uses the token for more than the check");
        var commit = held.Statements.Skip(1).ToList();
        if (commit.LastOrDefault() is not ReturnStatementSyntax || Leaves(held, commit))
            return Migration.Refused("its commit does not run to its end");
        var collected = attempt.Statements.Count == 3 ? ((LocalDeclarationStatementSyntax)attempt.Statements[1]).Declaration : null;
        if (collected is not (null or { Variables: [{ Initializer: not null }] }))
            return Migration.Refused("it collects more than one value");
        var (unmarked, refusal) = HandLock.Of(driverLock, fault.ContainingType, model, types);
        return refusal is null ? new Migration(null, unmarked, [.. Annotated(method, fault, collected, commit, attempts, model)]) : Migration.Refused(refusal);
    }

    // ReadBegin(range), or ReadBegin(range, cancellationToken) if there is one.
    private static bool Begins(ExpressionSyntax? value, IMethodSymbol fault, WellKnownTypes types)
    {
        if (value is not InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: MemberNames.ReadBegin }, ArgumentList.Arguments: var arguments })
            return false;
        string[] wanted = [.. fault.Parameters.Where(parameter => WellKnownTypes.Is(parameter.Type, types.AddressRange)).Select(parameter => parameter.Name),
            .. fault.Parameters.Where(parameter => WellKnownTypes.Is(parameter.Type, types.CancellationToken)).Select(parameter => parameter.Name)];
        return arguments.Select(argument => argument.Expression.ToString()).SequenceEqual(wanted);
    }

    private static bool StartsOver(StatementSyntax? statement, string token) =>
        statement is IfStatementSyntax { Else: null, Condition: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: MemberNames.ReadRetry }, ArgumentList.Arguments: [var checkedToken] } } check
        && checkedToken.Expression.ToString() == token && HandLock.Only(check.Statement) is ContinueStatementSyntax;

    private static bool Leaves(BlockSyntax held, List<StatementSyntax> commit) => commit.Take(commit.Count - 1)
        .SelectMany(statement => statement.DescendantNodesAndSelf(child => child is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        .Any(node => node is ContinueStatementSyntax or GotoStatementSyntax || (node is BreakStatementSyntax && node.FirstAncestorOrSelf<StatementSyntax>(IsLoop) is { } loop && !held.Contains(loop)));

    private static bool IsLoop(StatementSyntax statement) => statement is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or SwitchStatementSyntax;

    private static IEnumerable<MemberDeclarationSyntax> Annotated(
        MethodDeclarationSyntax method, IMethodSymbol fault, VariableDeclarationSyntax? collected, List<StatementSyntax> commit, int attempts, SemanticModel model)
    {
        var type = fault.ContainingType;
        var (collectName, commitName) = (DriverParts.Fresh($"Collect{fault.Name}", type), DriverParts.Fresh($"Commit{fault.Name}", type));
        var arguments = string.Concat(collected is null ? "" : $"Collect = nameof({collectName}), ", $"Commit = nameof({commitName})", attempts == DefaultAttempts ? "" : $", MaxAttempts = {attempts}");
        var head = method.WithBody(null).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken)).WithLeadingTrivia()
            .WithParameterList(method.ParameterList.WithoutTrailingTrivia()).AddModifiers(SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        yield return DriverParts.Member($"[global::NotifierSdk.Fault({arguments})]\n{head.ToFullString()}\n").WithLeadingTrivia(method.GetLeadingTrivia());

        var parameters = fault.Parameters.Select(parameter => (parameter.Name, Text: $"{parameter.Type.ToDisplayString(s_type)} {parameter.Name}")).ToList();
        if (collected is not null)
        {
            var value = collected.Variables[0].Initializer!.Value;
            var local = (ILocalSymbol)model.GetDeclaredSymbol(collected.Variables[0])!;
            yield return DriverParts.Member($"private {local.Type.ToDisplayString(s_type)} {collectName}({Listed(parameters.Where(parameter => Mentions(value, parameter.Name)))}) => {value};\n")
                .WithLeadingTrivia(SyntaxFactory.LineFeed);
            parameters.Add((local.Name, $"{local.Type.ToDisplayString(s_type)} {local.Name}"));
        }

        var isVoid = fault.ReturnsVoid;
        var body = string.Concat((isVoid ? commit.Take(commit.Count - 1) : commit).Select(statement => statement.ToFullString()));
        yield return DriverParts.Member($"private {(isVoid ? "void" : fault.ReturnType.ToDisplayString(s_type))} {commitName}({Listed(parameters.Where(parameter => commit.Any(statement => Mentions(statement, parameter.Name))))})\n{{\n{body}}}\n")
            .WithLeadingTrivia(SyntaxFactory.LineFeed);
    }

    private static string Listed(IEnumerable<(string Name, string Text)> parameters) => string.Join(", ", parameters.Select(parameter => parameter.Text));

    private static bool Mentions(SyntaxNode node, string name) => Count(node, name) > 0;

    private static int Count(SyntaxNode node, string name) => node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Count(each => each.Identifier.ValueText == name);
}

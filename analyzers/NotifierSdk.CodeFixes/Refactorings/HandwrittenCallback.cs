using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Refactorings;

/// <summary>An override of OnInvalidate that does what a generated one does: take or try the lock, save the sequence, drop, release.</summary>
internal static class HandwrittenCallback
{
    /// <summary>Null: the method is no such override.</summary>
    public static Migration? Migrate(MethodDeclarationSyntax method, IMethodSymbol symbol, SemanticModel model, WellKnownTypes types)
    {
        if (symbol is not { IsOverride: true, Name: MemberNames.OnInvalidate, Parameters.Length: 1 })
            return null;
        var type = symbol.ContainingType;
        if (!WellKnownTypes.Is(type.BaseType, types.IntervalNotifier))
            return Migration.Refused("a base class has a part in the callback");
        if (method.Modifiers.Any(modifier => !modifier.IsKind(SyntaxKind.OverrideKeyword) && !SyntaxFacts.IsAccessibilityModifier(modifier.Kind())))
            return Migration.Refused("it is more than a protected override");
        if (method.AttributeLists.Count > 0 || method.ParameterList.Parameters[0].AttributeLists.Count > 0)
            return Migration.Refused("it has attributes, which the generated callback would not have");
        if (type.GetMembers(MemberNames.OnInvalidateStart).Any(member => member.IsOverride))
            return Migration.Refused("the callback has two halves");
        var invalidation = method.ParameterList.Parameters[0].Identifier.ValueText;
        if (method.Body!.Statements is [UsingStatementSyntax { Expression: { } scope }, ..] && HandLock.In(scope, "EnterScope") is not null)
            return Migration.Refused("it waits for the lock even if the invalidation is not blockable, and the generated callback would try the lock instead");
        if (HeldByScope(method.Body, invalidation) is not { } held)
        {
            if (method.Body.Statements is not [IfStatementSyntax taking, TryStatementSyntax { Catches.Count: 0, Finally: { } releasing } tried])
                return Migration.Refused("its body is more than: take the lock, or try it if the invalidation is not blockable; then a try whose finally releases it");
            if (LockOf(taking, invalidation) is not { } taken || !Releases(releasing, taken))
                return Migration.Refused("it does not take the lock if the invalidation is blockable, and try it if not");
            held = (taken, tried.Block);
        }

        if (held.Block.Statements.FirstOrDefault() is not ExpressionStatementSyntax first || !Saves(first, invalidation) || HidesSetSeq(method.Body, model, types))
            return Migration.Refused("it does not save the sequence first");
        if (held.Block.Statements.Last() is not ReturnStatementSyntax { Expression.RawKind: (int)SyntaxKind.TrueLiteralExpression })
            return Migration.Refused("it does not return true at its end");
        if (Returns(held.Block).Any(each => !each.Expression.IsKind(SyntaxKind.TrueLiteralExpression)))
            return Migration.Refused("it refuses under the lock");
        var (unmarked, refusal) = HandLock.Of(held.Lock, type, model, types);
        return refusal is null ? new Migration(null, unmarked, [Annotated(method, held.Block, type)]) : Migration.Refused(refusal);
    }

    // if (invalidation.IsBlockable) _lock.Enter(); else if (!_lock.TryEnter()) return false;
    private static ExpressionSyntax? LockOf(IfStatementSyntax taking, string invalidation)
    {
        if (!IsMember(taking.Condition, invalidation, "IsBlockable")
            || HandLock.Only(taking.Statement) is not ExpressionStatementSyntax enter
            || HandLock.In(enter.Expression, "Enter") is not { } taken
            || HandLock.Only(taking.Else?.Statement) is not IfStatementSyntax { Else: null, Condition: PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } tried } otherwise
            || HandLock.Only(otherwise.Statement) is not ReturnStatementSyntax { Expression.RawKind: (int)SyntaxKind.FalseLiteralExpression })
            return null;
        return HandLock.In(tried.Operand, "TryEnter") is { } same && SyntaxFactory.AreEquivalent(same, taken) ? taken : null;
    }

    // if (!_lock.TryEnter(in invalidation, out var scope)) return false; using (scope) { … } return true;
    private static (ExpressionSyntax Lock, BlockSyntax Block)? HeldByScope(BlockSyntax body, string invalidation)
    {
        if (body.Statements.Count is not (2 or 3)
            || body.Statements[0] is not IfStatementSyntax { Else: null, Condition: PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: InvocationExpressionSyntax tried } } refusing
            || HandLock.Only(refusing.Statement) is not ReturnStatementSyntax { Expression.RawKind: (int)SyntaxKind.FalseLiteralExpression }
            || tried is not { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "TryEnter" } called, ArgumentList.Arguments: [var asked, var handed] }
            || asked.Expression is not IdentifierNameSyntax { Identifier.ValueText: var named } || named != invalidation
            || handed.Expression is not DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax { Identifier.ValueText: var scope } }
            || body.Statements[1] is not UsingStatementSyntax { Declaration: null, Expression: IdentifierNameSyntax { Identifier.ValueText: var used }, Statement: BlockSyntax block } || used != scope)
        {
            return null;
        }

        return (called.Expression, body.Statements.Count == 2 ? block : block.AddStatements(body.Statements[2].WithoutLeadingTrivia()));
    }

    private static bool Releases(FinallyClauseSyntax clause, ExpressionSyntax driverLock) =>
        HandLock.Only(clause.Block) is ExpressionStatementSyntax exit && HandLock.In(exit.Expression, "Exit") is { } released && SyntaxFactory.AreEquivalent(released, driverLock);

    private static bool Saves(ExpressionStatementSyntax statement, string invalidation) =>
        statement.Expression is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: MemberNames.SetSeq }, ArgumentList.Arguments: [var argument] }
        && IsMember(argument.Expression, invalidation, "Sequence");

    private static bool HidesSetSeq(BlockSyntax body, SemanticModel model, WellKnownTypes types) => body.DescendantNodes().OfType<InvocationExpressionSyntax>()
        .Any(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: MemberNames.SetSeq } && !HandLock.IsOfRuntime(call, model, types));

    private static bool IsMember(ExpressionSyntax expression, string of, string name) =>
        expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner } access && owner.Identifier.ValueText == of && access.Name.Identifier.ValueText == name;

    // Not those of lambdas and local functions.
    private static IEnumerable<ReturnStatementSyntax> Returns(SyntaxNode node) =>
        node.DescendantNodes(child => child is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<ReturnStatementSyntax>();

    // The same statements, without the sequence, which the generated callback saves, and without the answer, which it gives.
    private static MemberDeclarationSyntax Annotated(MethodDeclarationSyntax method, BlockSyntax held, INamedTypeSymbol type)
    {
        var last = held.Statements.Last();
        var body = held.ReplaceNodes(Returns(held).Where(each => each != last), (_, current) => current.WithReturnKeyword(current.ReturnKeyword.WithTrailingTrivia()).WithExpression(null));
        body = body.WithStatements(SyntaxFactory.List(body.Statements.Skip(1).Take(body.Statements.Count - 2)));
        var parameter = method.ParameterList.Parameters[0].WithoutTrivia();
        var documentation = SyntaxFactory.TriviaList(method.GetLeadingTrivia().Where(trivia => !IsInherited(trivia)));
        return DriverParts.Member($"[global::NotifierSdk.Invalidate]\nprivate void {DriverParts.Fresh("Drop", type)}({parameter.ToFullString()})\n{body.WithoutTrivia().ToFullString()}\n")
            .WithLeadingTrivia(documentation);
    }

    // <inheritdoc/>, and nothing else: the annotated method inherits none.
    private static bool IsInherited(SyntaxTrivia trivia) => trivia.GetStructure() is DocumentationCommentTriviaSyntax documentation
        && documentation.Content.All(node => node is XmlEmptyElementSyntax { Name.LocalName.ValueText: "inheritdoc" }
            || (node is XmlTextSyntax text && text.TextTokens.All(token => string.IsNullOrWhiteSpace(token.ValueText))));
}

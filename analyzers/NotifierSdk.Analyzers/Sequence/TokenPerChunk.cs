using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2007: a loop over parts begins a section for each, and the check behind the loop covers the last one only.</summary>
internal sealed class TokenPerChunk() : FlowRule(SequenceRules.TokenPerChunk)
{
    private static readonly HashSet<string> s_advances = ["MoveNext", "TryDequeue", "TryPop", "TryTake"];

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var body in type.AllBodies)
        {
            var retries = body.Calls.Where(call => ProtocolCalls.IsCheck(call, body, type)).ToList();
            foreach (var begin in body.Calls.Where(call => ProtocolCalls.IsBegin(call, body, type)))
            {
                if (StoredIn(begin, body) is not { } token || LoopAround(begin.Syntax) is not { } loop)
                    continue;
                var checks = retries.Count == 0 ? ChecksOfReturned(token, loop, body, type) : retries.All(retry => IsBehind(retry, loop) && Checks(retry, token, body)) ? retries : [];
                if (checks.Count > 0)
                    report(At(begin.Syntax.GetLocation(), checks.Select(retry => retry.Syntax.GetLocation()), token.Name, Lines.Of(checks[0].Syntax.GetLocation(), begin.Syntax.GetLocation())));
            }
        }
    }

    /// <summary>The variable that the token is stored in.</summary>
    public static ILocalSymbol? StoredIn(IOperation begin, Body body)
    {
        var at = begin.Parent;
        while (at is IAwaitOperation or IConversionOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            at = at.Parent;
        return at is ISimpleAssignmentOperation assignment ? Writes.Of(assignment, body).Select(write => write.Symbol).OfType<ILocalSymbol>().FirstOrDefault() : null;
    }

    // A loop over parts goes through all of them; one that breaks off may be a loop that tries again.
    private static StatementSyntax? LoopAround(SyntaxNode begin)
    {
        var loop = begin.Ancestors().TakeWhile(at => at is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax))
            .OfType<StatementSyntax>().FirstOrDefault(at => at is ForStatementSyntax { Condition: not null } or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax);
        return (loop is ForStatementSyntax or CommonForEachStatementSyntax || IsCounted(loop) || IsOverElements(loop))
            && !loop.DescendantNodes().Any(node => node.IsKind(SyntaxKind.BreakStatement) || node.IsKind(SyntaxKind.GotoStatement) || IsSetBack(node, loop)) ? loop : null;
    }

    // while (pages.MoveNext()), while (queue.TryDequeue(out var page)): as many turns as there are elements.
    private static bool IsOverElements(StatementSyntax? loop) =>
        (loop is WhileStatementSyntax { Condition: var asked } ? asked : (loop as DoStatementSyntax)?.Condition) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } && s_advances.Contains(name);

    // while (left > 0) … left--: so many turns, whatever happens in them.
    private static bool IsCounted(StatementSyntax? loop)
    {
        var (condition, turn) = loop is WhileStatementSyntax asking ? (asking.Condition, asking.Statement) : loop is DoStatementSyntax doing ? (doing.Condition, doing.Statement) : default;
        if (condition is not BinaryExpressionSyntax { OperatorToken.ValueText: "<" or "<=" or ">" or ">=" or "!=" } test)
            return false;
        var asked = test.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText).ToList();
        return turn.DescendantNodes().Any(node => node switch
        {
            PostfixUnaryExpressionSyntax { Operand: IdentifierNameSyntax counter } => asked.Contains(counter.Identifier.ValueText),
            PrefixUnaryExpressionSyntax { OperatorToken.ValueText: "++" or "--", Operand: IdentifierNameSyntax counter } => asked.Contains(counter.Identifier.ValueText),
            AssignmentExpressionSyntax { OperatorToken.ValueText: "+=" or "-=", Left: IdentifierNameSyntax counter } => asked.Contains(counter.Identifier.ValueText),
            _ => false,
        });
    }

    // The token of the last turn is what a helper returns, and its caller checks that.
    private static List<IInvocationOperation> ChecksOfReturned(ILocalSymbol token, StatementSyntax loop, Body helper, TypeFlow type)
    {
        if (loop.DescendantNodes().Any(node => node is ReturnStatementSyntax) || !helper.Returned.Any(value => LocalIn(value) is { } returned && SymbolEqualityComparer.Default.Equals(returned, token)))
            return [];
        return [.. type.AllBodies.SelectMany(caller => caller.Calls.Where(call => call.IsReadRetry(type.Types) && call.Arguments.Length == 1
            && caller.Resolve(call.Arguments[0].Value) is IInvocationOperation made && type.Bodies.Find(made, caller) == helper))];
    }

    // Its counter is stored to in a turn: it begins anew, with the new section.
    private static bool IsSetBack(SyntaxNode node, StatementSyntax loop) =>
        loop is ForStatementSyntax { Declaration.Variables: var counters, Statement: var turn }
        && node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: var stored } } && turn.Span.Contains(node.Span)
        && counters.Any(counter => counter.Identifier.ValueText == stored);

    private static bool IsBehind(IOperation retry, StatementSyntax loop) => retry.Syntax.SpanStart >= loop.Span.End;

    private static bool Checks(IInvocationOperation retry, ILocalSymbol token, Body body) =>
        ProtocolCalls.TokenOf(retry) is { } handed && LocalIn(handed) is { } local
        && (SymbolEqualityComparer.Default.Equals(local, token) || IsNameOf(local, token, body));

    // last, last.Value, last!.Value
    private static ILocalSymbol? LocalIn(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation conversion:
                    value = conversion.Operand;
                    break;
                case IPropertyReferenceOperation { Property.Name: "Value", Instance: { } nullable }:
                    value = nullable;
                    break;
                case ILocalReferenceOperation { Local: var local }:
                    return local;
                default:
                    return null;
            }
        }
    }

    // last is { } token
    private static bool IsNameOf(ILocalSymbol local, ILocalSymbol token, Body body) => body.Operations.OfType<IIsPatternOperation>().Any(test =>
        LocalIn(body.Resolve(test.Value)) is { } matched && SymbolEqualityComparer.Default.Equals(matched, token)
        && test.Pattern.DescendantsAndSelf().Any(pattern => pattern is IRecursivePatternOperation { DeclaredSymbol: { } declared } && SymbolEqualityComparer.Default.Equals(declared, local)));
}

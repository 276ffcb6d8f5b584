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
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var body in type.AllBodies)
        {
            var retries = body.Operations.Where(operation => operation.IsReadRetry(type.Types)).Cast<IInvocationOperation>().ToList();
            foreach (var begin in body.Operations.Where(operation => operation.IsReadBegin(type.Types)))
            {
                if (StoredIn(begin, body) is { } token && LoopAround(begin.Syntax) is { } loop && retries.Count > 0 && retries.All(retry => IsBehind(retry, loop) && Checks(retry, token)))
                    report(At(begin.Syntax.GetLocation(), retries.Select(retry => retry.Syntax.GetLocation()), token.Name, Lines.Of(retries[0].Syntax.GetLocation(), begin.Syntax.GetLocation())));
            }
        }
    }

    private static ILocalSymbol? StoredIn(IOperation begin, Body body)
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
        return loop is ForStatementSyntax or CommonForEachStatementSyntax
            && !loop.DescendantNodes().Any(node => node.IsKind(SyntaxKind.BreakStatement) || node.IsKind(SyntaxKind.GotoStatement) || IsSetBack(node, loop)) ? loop : null;
    }

    // Its counter is stored to in a turn: it begins anew, with the new section.
    private static bool IsSetBack(SyntaxNode node, StatementSyntax loop) =>
        loop is ForStatementSyntax { Declaration.Variables: var counters, Statement: var turn }
        && node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: var stored } } && turn.Span.Contains(node.Span)
        && counters.Any(counter => counter.Identifier.ValueText == stored);

    private static bool IsBehind(IOperation retry, StatementSyntax loop) => retry.Syntax.SpanStart >= loop.Span.End;

    private static bool Checks(IInvocationOperation retry, ILocalSymbol token) =>
        retry.Arguments.Length == 1 && retry.Arguments[0].Value is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, token);
}

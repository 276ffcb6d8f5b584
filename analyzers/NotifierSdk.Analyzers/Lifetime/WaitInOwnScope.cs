using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>4008: inside the scope of an invalidation, its thread waits for the end of what overlaps that range. Only of what is named by the variables that the range is made of.</summary>
internal static class WaitInOwnScope
{
    public static void Check(Body body, TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var begin in body.Calls.Where(call => call.TargetMethod.IsMember(type.Types.AddressSpace, MemberNames.BeginInvalidate)))
        {
            if (ScopeOf(begin.Syntax) is not { } scope || begin.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0) is not { } range)
                continue;
            var names = VariablesIn(range.Value, body);
            foreach (var wait in body.Calls.Where(call => call.Syntax.SpanStart > begin.Syntax.Span.End && scope.Contains(call.Syntax.Span) && Waits(call, type.Types)))
            {
                if (names.Count > 0 && wait.Arguments.Select(argument => argument.Value).Append(wait.Instance!).Any(part => VariablesIn(part, body).Overlaps(names)))
                    report(Diagnostic.Create(LockRules.WaitsForOwnScope, wait.Syntax.GetLocation(), [begin.Syntax.GetLocation()], wait.TargetMethod.Name, Lines.Of(begin.Syntax.GetLocation(), wait.Syntax.GetLocation())));
            }
        }
    }

    private static bool Waits(IInvocationOperation call, WellKnownTypes types) =>
        call.Instance is not null && (Registration.IsRemove(call.TargetMethod, types) || call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.TryRemove) || call.IsReadBegin(types) || call.IsOnSpace(types, MemberNames.WaitRangeValid));

    // using (begin) { … }, or what follows a using declaration in its block.
    private static Microsoft.CodeAnalysis.Text.TextSpan? ScopeOf(SyntaxNode begin)
    {
        if (begin.Parent is UsingStatementSyntax { Statement: var inside } statement && statement.Expression == begin)
            return inside.Span;
        if (begin.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Parent: var declaration } } })
            return null;
        return declaration switch
        {
            UsingStatementSyntax { Statement: var block } => block.Span,
            LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0, Parent: BlockSyntax around } local => Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(local.Span.End, around.Span.End),
            _ => null,
        };
    }

    private static HashSet<ISymbol> VariablesIn(IOperation value, Body body) => new(body.MadeOf(value).SelectMany(part => part.DescendantsAndSelf()).Select(part => part switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => (ISymbol)parameter.Parameter,
        _ => null,
    }).OfType<ISymbol>(), SymbolEqualityComparer.Default);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>
/// 4008: inside the scope of an invalidation, its thread waits for the end of what overlaps that range. Only where one variable says that it is that range: the notifier's own, or the one by which it was
/// looked up or inserted. What is computed, as the range of an index, may be another.
/// </summary>
internal static class WaitInOwnScope
{
    public static void Check(Body body, TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var (begin, range) in body.Calls.SelectMany(call => Begun(call, body, type)))
        {
            if (ScopeOf(begin.Syntax) is not { } scope)
                continue;
            foreach (var call in body.Calls.Where(call => call.Syntax.SpanStart > begin.Syntax.Span.End && scope.Contains(call.Syntax.Span)))
            {
                if (WaitsIn(call, body, type).FirstOrDefault(wait => IsOf(range, wait, body, type.Types)) is { Name: { } name })
                    report(Diagnostic.Create(LockRules.WaitsForOwnScope, call.Syntax.GetLocation(), [begin.Syntax.GetLocation()], name, Lines.Of(begin.Syntax.GetLocation(), call.Syntax.GetLocation())));
            }
        }
    }

    // The call, or a helper that returns the scope of what it is given.
    private static IEnumerable<(IInvocationOperation Begin, IOperation Range)> Begun(IInvocationOperation call, Body body, TypeFlow type)
    {
        if (RangeOf(call, type.Types) is { } range)
            return [(call, range)];
        return OpenScope.IsScope(call.Type) && type.Bodies.Find(call, body) is { Returned: { Count: 1 } returned } helper
            && helper.Resolve(returned[0]) is IInvocationOperation begin && RangeOf(begin, type.Types) is { } inner && GivenFor(inner, helper, call) is { } given ? [(call, given)] : [];
    }

    private static IOperation? RangeOf(IInvocationOperation call, WellKnownTypes types) => call.TargetMethod.IsMember(types.AddressSpace, MemberNames.BeginInvalidate)
        ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value : null;

    // The call itself, or what a helper waits for on the object that it is given.
    private static IEnumerable<(string Name, IOperation Of, IEnumerable<IOperation> Arguments)> WaitsIn(IInvocationOperation call, Body body, TypeFlow type)
    {
        if (Waits(call, type.Types))
            return [(call.TargetMethod.Name, call.Instance!, call.Arguments.Select(argument => argument.Value))];
        if (call.Arguments.IsEmpty || type.Bodies.Find(call, body) is not { IsIterator: false, Method.IsAsync: false } helper)
            return [];
        return helper.Calls.Where(inner => Waits(inner, type.Types)).Select(inner => (inner.TargetMethod.Name, Of: GivenFor(inner.Instance!, helper, call)!, Enumerable.Empty<IOperation>())).Where(wait => wait.Of is not null);
    }

    // What the call gives for the parameter that the helper names.
    private static IOperation? GivenFor(IOperation value, Body helper, IInvocationOperation call) => VariableOf(helper.Resolve(value)) is IParameterSymbol parameter && !helper.Written.Contains(parameter)
        ? call.Arguments.FirstOrDefault(argument => argument.Parameter is { } its && SymbolEqualityComparer.Default.Equals(its.OriginalDefinition, parameter.OriginalDefinition))?.Value : null;

    private static bool Waits(IInvocationOperation call, WellKnownTypes types) =>
        call.Instance is not null && (Registration.IsRemove(call.TargetMethod, types) || call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.TryRemove) || call.IsReadBegin(types) || call.IsOnSpace(types, MemberNames.WaitRangeValid));

    // using (begin) { … }, or what follows a using declaration in its block; null where the code names the scope, and so may end or detach it before.
    private static TextSpan? ScopeOf(SyntaxNode begin)
    {
        if (begin.Parent is UsingStatementSyntax { Statement: var inside } statement && statement.Expression == begin)
            return inside.Span;
        if (begin.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier.ValueText: var name, Parent: VariableDeclarationSyntax { Parent: var declaration } } })
            return null;
        return declaration switch
        {
            UsingStatementSyntax { Statement: var block } when !Names(block, name) => block.Span,
            LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0, Parent: BlockSyntax around } local when !Names(around, name) => TextSpan.FromBounds(local.Span.End, around.Span.End),
            _ => null,
        };
    }

    private static bool Names(SyntaxNode code, string variable) => code.DescendantNodes().Any(node => node is IdentifierNameSyntax name && name.Identifier.ValueText == variable);

    private static bool IsOf(IOperation range, (string Name, IOperation Of, IEnumerable<IOperation> Arguments) wait, Body body, WellKnownTypes types)
    {
        if (range is IPropertyReferenceOperation { Property: { Name: "Range", ContainingType: var owner }, Instance: { } notifier } && types.IsNotifier(owner))
            return notifier is IInstanceReferenceOperation ? wait.Of is IInstanceReferenceOperation : Once(notifier, body) is { } same && IsMadeOf(wait.Of, same, body);
        if (Once(range, body) is not { } variable)
            return false;
        return IsMadeOf(wait.Of, variable, body)
            || wait.Arguments.Any(argument => IsNamed(argument, variable))
            || body.Calls.Any(insert => insert.IsOnSpace(types, MemberNames.Insert) && insert.Arguments.Length == 2 && IsNamed(insert.Arguments[1].Value, variable)
                && Once(insert.Arguments[0].Value, body) is { } inserted && IsNamed(wait.Of, inserted));
    }

    // A variable that is the same all the time.
    private static ISymbol? Once(IOperation value, Body body) => VariableOf(value) is { } variable && body.Written[variable].Count() <= (variable is IParameterSymbol ? 0 : 1) ? variable : null;

    private static ISymbol? VariableOf(IOperation value)
    {
        while (value is IConversionOperation conversion)
            value = conversion.Operand;
        return value switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            _ => null,
        };
    }

    private static bool IsNamed(IOperation value, ISymbol variable) => SymbolEqualityComparer.Default.Equals(VariableOf(value), variable);

    private static bool IsMadeOf(IOperation value, ISymbol variable, Body body) =>
        IsNamed(value, variable) || body.MadeOf(value).SelectMany(part => part.DescendantsAndSelf()).Any(part => IsNamed(part, variable));
}

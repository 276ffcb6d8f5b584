using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>5003: what the callback uses is freed before Remove has returned, or after RemoveLater, which waits for nothing; in one method or through helpers.</summary>
internal sealed class DisposedTooEarly() : FlowRule(LifetimeRules.DisposedTooEarly)
{
    private static readonly HashSet<string> s_disposes = ["Dispose", "DisposeAsync", "Close"];
    private static readonly HashSet<string> s_frees = ["Return", "Free", "AlignedFree", "FreeHGlobal", "FreeCoTaskMem"];

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            var used = UsedInCallback.Of(notifier, type);
            if (used.Callbacks.Count == 0)
                continue;
            foreach (var body in type.AllBodies.Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier) && body.Symbol.Name != "OnRemoved" && !used.Bodies.Contains(body)))
            {
                foreach (var free in body.Calls)
                {
                    if (WhatIsFreed(free, type) is { } member && IsUsed(member, used, type) && !type.Stores[member].Any(store => store.Body == body && store.Step.Syntax.SpanStart > free.Syntax.SpanStart)
                        && WhatStillRuns(free, body, type) is { } why)
                    {
                        report(Explained(free.Syntax.GetLocation(), why.Way, member.Name, why.What));
                    }
                }
            }
        }
    }

    private static ISymbol? WhatIsFreed(IInvocationOperation call, TypeFlow type)
    {
        var freed = s_disposes.Contains(call.TargetMethod.Name) ? call.Instance
            : s_frees.Contains(call.TargetMethod.Name) && call.Arguments.Length > 0 ? call.Arguments[0].Value
            : null;
        return freed is not null && UsedInCallback.MemberOf(OwnMember.Unconverted(freed)) is { } member && !type.Types.IsNotifier(freed.Type) ? member : null;
    }

    // Under either name, where a field keeps what the constructor was given. Generated code takes the driver lock in the callback; the author's half may not mention it.
    private static bool IsUsed(ISymbol member, UsedInCallback used, TypeFlow type) =>
        member.HasAttribute(type.Types.DriverLockAttribute) || used.Uses(member).Any() || OtherNames(member, type).Any(other => used.Uses(other).Any());

    private static IEnumerable<ISymbol> OtherNames(ISymbol member, TypeFlow type) => type.AllBodies
        .Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol, member))
        .SelectMany(body => body.Operations.OfType<IParameterReferenceOperation>().Where(given => OwnMember.Unconverted(given) == given && IsWhole(given)).Select(given => (ISymbol)given.Parameter));

    // The value of the initializer, and not a part of it.
    private static bool IsWhole(IOperation given)
    {
        while (given.Parent is IConversionOperation conversion)
            given = conversion;
        return given.Parent is ISimpleAssignmentOperation assignment && assignment.Value == given;
    }

    private static (string What, Clause Way)? WhatStillRuns(IInvocationOperation free, Body body, TypeFlow type)
    {
        var automaton = new Freed(free, type.Types);
        foreach (var entry in type.CallersOf([body]).Prepend(body).Where(entry => !entry.IsIterator && entry.Symbol.Name != "OnRemoved"))
        {
            var engine = type.Run(automaton, [(entry, 1UL << Freed.Registered)]);
            if (!engine.IsExact)
                continue;
            (string, Clause)? found = null;
            foreach (var flow in engine.Reached)
            {
                flow.Visit((operation, states) =>
                {
                    if (operation == free && (states & (1UL << Freed.Leaving)) != 0)
                        found ??= ("after RemoveLater, which waits for nothing", Clause.None);
                    if (operation is IInvocationOperation { TargetMethod.Name: MemberNames.Remove or MemberNames.RemoveAsync or MemberNames.TryRemove } remove && automaton.IsOf(remove, flow.Body) && (states & (1UL << Freed.Early)) != 0)
                        found ??= ("before Remove has returned", flow.Body == body ? Clause.None : Clause.Of("removed", remove.Syntax.GetLocation()));
                });
            }

            if (found is not null)
                return found;
        }

        return CalledByBase(body) is { } place ? ("before Remove has returned", Clause.Of("removed", place)) : null;
    }

    // A base class whose template calls what frees, and only then Remove.
    private static Location? CalledByBase(Body body)
    {
        if (body.Method is not { IsOverride: true } method)
            return null;
        for (var declaring = method.ContainingType.BaseType; declaring is not null; declaring = declaring.BaseType)
        {
            foreach (var template in declaring.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax().ChildNodes().OfType<MethodDeclarationSyntax>()))
            {
                var calls = template.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
                    .OfType<IdentifierNameSyntax>().Where(name => name.Parent is InvocationExpressionSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Parent: InvocationExpressionSyntax }).ToList();
                var frees = calls.FirstOrDefault(call => call.Identifier.ValueText == method.Name);
                var remove = calls.FirstOrDefault(call => call.Identifier.ValueText is MemberNames.Remove);
                if (frees is not null && remove is not null && frees.SpanStart < remove.SpanStart && !calls.Any(call => call.Identifier.ValueText == MemberNames.RemoveAsync))
                    return remove.GetLocation();
            }
        }

        return null;
    }
}

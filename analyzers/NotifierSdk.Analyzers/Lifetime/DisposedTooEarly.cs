using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Analyzers.Sequence;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>5003: what the callback uses is freed before Remove has returned, or after RemoveLater, which waits for nothing; in one method or through helpers.</summary>
internal sealed class DisposedTooEarly() : FlowRule(LifetimeRules.DisposedTooEarly)
{
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
                    if (WhatIsFreed(free, body, type) is { } member && IsUsed(member, used, type) && !IsReplaced(member, free, body, used, type) && WhatStillRuns(free, body, type) is { } why)
                    {
                        report(Explained(free.Syntax.GetLocation(), why.Way, member.Name, why.What));
                    }
                }
            }
        }
    }

    private static ISymbol? WhatIsFreed(IInvocationOperation call, Body body, TypeFlow type) =>
        Freeing.Of(call, body, type) is { } freed && UsedInCallback.MemberOf(body.Resolve(freed)) is { } member && !type.Types.IsNotifier(freed.Type) ? member : null;

    // By another one, which the callback uses from then on; or by null, if the callback may ask for that. Of an object that it does not ask for, 5009 says that it is null.
    private static bool IsReplaced(ISymbol member, IInvocationOperation free, Body body, UsedInCallback used, TypeFlow type)
    {
        var isKept = Freeing.Of(free, body, type) is { } freed && OwnMember.Unconverted(freed) is ILocalReferenceOperation;
        return type.Stores[member].Any(store => store.Body == body && (isKept || store.Step.Syntax.SpanStart > free.Syntax.SpanStart)
            && (store.Value is not { Type.IsReferenceType: not true } value || !Filling.IsNothing(value) || used.Uses(member).Any(use => !IsPlain(use.Use))));
    }

    // Something is done with it at once; whatever else is done with it may be a test.
    private static bool IsPlain(IOperation use)
    {
        while (use.Parent is IConversionOperation conversion)
            use = conversion;
        return use.Parent switch
        {
            IInvocationOperation call => call.Instance == use,
            IMemberReferenceOperation or IArrayElementReferenceOperation => true,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } => true,
            { Kind: OperationKind.None } => true, // a pointer
            _ => false,
        };
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

        return (BaseRemovesBehind(free, body) ?? CalledByBase(body)) is { } place ? ("before Remove has returned", Clause.Of("removed", place)) : null;
    }

    // base.Dispose(), in a class that frees and then leaves the removal to the one that it is derived from.
    private static Location? BaseRemovesBehind(IInvocationOperation free, Body body) => body.Calls
        .FirstOrDefault(call => call.Syntax.SpanStart > free.Syntax.SpanStart
            && call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax } }
            && call.TargetMethod.DeclaringSyntaxReferences.Any(reference => OwnCalls(reference.GetSyntax()).Any(name => name.Identifier.ValueText is MemberNames.Remove or MemberNames.TryRemove or MemberNames.RemoveAsync)))
        ?.Syntax.GetLocation();

    private static IEnumerable<IdentifierNameSyntax> OwnCalls(SyntaxNode method) => method.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
        .OfType<IdentifierNameSyntax>().Where(name => name.Parent is InvocationExpressionSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Parent: InvocationExpressionSyntax });

    // A base class whose template calls what frees, and only then Remove.
    private static Location? CalledByBase(Body body)
    {
        if (body.Method is not { IsOverride: true } method)
            return null;
        for (var declaring = method.ContainingType.BaseType; declaring is not null; declaring = declaring.BaseType)
        {
            foreach (var template in declaring.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax().ChildNodes().OfType<MethodDeclarationSyntax>()))
            {
                var calls = OwnCalls(template).ToList();
                var frees = calls.FirstOrDefault(call => call.Identifier.ValueText == method.Name);
                var remove = calls.FirstOrDefault(call => call.Identifier.ValueText is MemberNames.Remove);
                if (frees is not null && remove is not null && frees.SpanStart < remove.SpanStart && !calls.Any(call => call.Identifier.ValueText == MemberNames.RemoveAsync))
                    return remove.GetLocation();
            }
        }

        return null;
    }
}

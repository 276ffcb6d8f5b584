using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>5006: an invalidation is begun whose scope some path out of the method does not end, or whose refusal nobody looks at.</summary>
internal static class ScopeLeftOpen
{
    public static bool IsBegin(IMethodSymbol method, WellKnownTypes types) =>
        method.IsMember(types.AddressSpace, MemberNames.BeginInvalidate) || method.IsMember(types.AddressSpace, MemberNames.TryBeginInvalidate);

    public static void Check(Body body, TypeFlow type, Action<Diagnostic> report, TypeBodies none)
    {
        var types = type.Types;
        foreach (var begin in body.Calls.Where(call => IsBegin(call.TargetMethod, types) || IsHelper(call, body, type)))
        {
            if ((WhatIsWrongWith(begin, body, types, none) ?? WhatIsWrongWithDetached(begin, body, type, none)) is not var (what, way))
                continue;
            var place = begin.Syntax.GetLocation();
            report(Diagnostic.Create(LifetimeRules.ScopeLeftOpen, place, way.Places, begin.TargetMethod.Name, what, way.For(place)));
        }
    }

    // A method of the type itself that begins an invalidation, and returns its scope or hands it out.
    private static bool IsHelper(IInvocationOperation call, Body body, TypeFlow type) =>
        (OpenScope.IsScope(call.Type) || IsOpenInvalidation(call.Type) || call.Arguments.Any(argument => argument.Parameter is { RefKind: RefKind.Out, Type: var handed } && (OpenScope.IsScope(handed) || IsOpenInvalidation(handed))))
        && type.Bodies.Find(call, body) is { IsIterator: false } helper && helper.Calls.Any(inner => IsBegin(inner.TargetMethod, type.Types))
        && !helper.Operations.Any(operation => operation is ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Type: var kept } } && IsOpenInvalidation(kept));

    private static bool IsOpenInvalidation(ITypeSymbol? type) => type is { Name: "OpenInvalidation", ContainingNamespace.Name: "NotifierSdk" };

    private static (string What, Clause Way)? WhatIsWrongWith(IInvocationOperation begin, Body body, WellKnownTypes types, TypeBodies none)
    {
        if (IsOpenInvalidation(begin.Type) || (begin.Type?.SpecialType == SpecialType.System_Void && LocalOf(begin) is null))
            return null;
        var isDropped = begin.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };
        if (isDropped && begin.Type?.SpecialType != SpecialType.System_Void)
            return (OpenScope.IsScope(begin.Type) ? "is never ended" : "may be refused, and nobody looks whether it was", Clause.None);
        // An assertion that is handed the answer throws where it is false, and there nothing is open.
        if (begin.Parent is IArgumentOperation || LocalOf(begin) is not { } scope || IsSharedWithOthers(scope, body))
            return null;
        return WhatIsLeftOpen(new OpenScope(scope, begin, types), body, none);
    }

    // The invalidation goes on without its scope. Nobody looks at one in a field.
    private static (string What, Clause Way)? WhatIsWrongWithDetached(IInvocationOperation begin, Body body, TypeFlow type, TypeBodies none)
    {
        var types = type.Types;
        foreach (var detach in body.Calls.Where(call => IsDetach(call, begin, body) || (call == begin && IsOpenInvalidation(call.Type))))
        {
            if (detach.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation })
                return ("is never ended", Clause.None);
            if (detach.Parent is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: { IsRef: false } open } } && !OpenDetached.IsInLocalFunction(open, body)
                && SymbolEqualityComparer.Default.Equals(open.ContainingSymbol, body.Symbol) && WhatIsLeftOpen(new OpenDetached(open, detach, body, types), body, none) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private static bool IsDetach(IInvocationOperation call, IInvocationOperation begin, Body body) => call.TargetMethod.Name == "Detach" && OpenScope.IsScope(call.TargetMethod.ContainingType)
        && (call.Instance == begin || (call.Instance is ILocalReferenceOperation scope && LocalOf(begin) is { } begun && SymbolEqualityComparer.Default.Equals(scope.Local, begun)));

    private static (string What, Clause Way)? WhatIsLeftOpen(Automaton automaton, Body body, TypeBodies none)
    {
        var engine = new FlowEngine(automaton, none);
        engine.Run([(body, 1UL << OpenScope.Closed)]);
        if (!engine.IsExact || body.IsIterator)
            return null;
        var row = engine.Enter(body, OpenScope.Closed);
        const ulong open = 1UL << OpenScope.Open;
        return (row.Returned.Any & open) != 0 ? ("is not ended on every path", Way(body, engine))
            : ((row.Thrown | row.Escaped) & open) != 0 ? ("is not ended if something throws in between", Clause.None)
            : null;
    }

    // What leads past its end.
    private static Clause Way(Body body, FlowEngine engine) =>
        Witness.ToReturn(body, engine, (_, _, state) => state == OpenScope.Open ? Finding.Bug : Finding.Right) is { } witness ? new Telling(witness).AddDecision().ToClause() : Clause.None;

    private static ILocalSymbol? LocalOf(IInvocationOperation begin) => OpenScope.IsScope(begin.Type)
        ? begin.Parent is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } ? target.Local : null
        : begin.Arguments.Select(argument => argument.Value).Select(value => value is IDeclarationExpressionOperation declaration ? declaration.Expression : value)
            .OfType<ILocalReferenceOperation>().FirstOrDefault(reference => OpenScope.IsScope(reference.Type))?.Local;

    // A scope lives on the stack, so it is shared only with what it is handed to, copied to or returned to.
    private static bool IsSharedWithOthers(ILocalSymbol scope, Body body) => body.Operations.OfType<ILocalReferenceOperation>().Any(reference =>
        SymbolEqualityComparer.Default.Equals(reference.Local, scope) && !IsOwnUse(reference));

    private static bool IsOwnUse(ILocalReferenceOperation reference) => reference.Parent switch
    {
        IInvocationOperation call => call.Instance == reference,
        IPropertyReferenceOperation property => property.Instance == reference,
        ISimpleAssignmentOperation assignment => assignment.Target == reference,
        IArgumentOperation { Parameter.RefKind: RefKind.Out } => true,
        IDeclarationExpressionOperation => true,
        _ => false,
    };
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>
/// 5004: a notifier is inserted on some of the paths to a <c>ReadBegin</c> of it and not on others. Where it is inserted on none, somebody wants to see that refused.
/// </summary>
internal static class ReadWithoutInsert
{
    private const ulong Both = (1UL << Registration.NotInserted) | (1UL << Registration.Inserted);

    public static bool IsBegin(IMethodSymbol method, WellKnownTypes types) =>
        method.IsMember(types.IntervalNotifier, MemberNames.ReadBegin) || method.IsMember(types.IntervalNotifier, MemberNames.ReadBeginAsync);

    public static void Check(TypeFlow type, Action<Diagnostic> report)
    {
        if (!type.CallsByName[MemberNames.Insert].Any(call => call.TargetMethod.IsMember(type.Types.AddressSpace, MemberNames.Insert)) || !type.Calls.Any(found => IsBegin(found.Call.TargetMethod, type.Types)))
            return;
        var places = new HashSet<IOperation>();
        foreach (var body in type.AllBodies.Where(body => !body.IsIterator))
        {
            foreach (var path in PathsIn(body, type).Distinct().Where(path => !path.IsSharedWithNested(body)))
                Follow(path, body, type, places, report);
        }
    }

    // What is read here, or handed to a helper. What every method names the same may be read in any that this one calls.
    private static IEnumerable<NotifierPath> PathsIn(Body body, TypeFlow type)
    {
        var inCallees = body.Calls.Any(call => type.Bodies.Find(call, body) is not null)
            ? type.CalleesOf([body]).Where(callee => callee != body).SelectMany(callee => Begun(callee, type).Where(path => path.IsOfType || callee.Outer == body)) : [];
        var handed = body.Calls.SelectMany(call => call.Arguments).Where(argument => type.Types.IsNotifier(argument.Value.Type)).Select(argument => NotifierPath.Of(argument.Value, body));
        return Begun(body, type).Concat(inCallees).Concat(handed.OfType<NotifierPath>());
    }

    private static IEnumerable<NotifierPath> Begun(Body body, TypeFlow type) =>
        body.Calls.Where(call => IsBegin(call.TargetMethod, type.Types)).Select(call => NotifierPath.Of(call.Instance, body)).OfType<NotifierPath>();

    private static void Follow(NotifierPath path, Body body, TypeFlow type, HashSet<IOperation> places, Action<Diagnostic> report)
    {
        if (InsertOf(path, body, type) is not { } insert || (insert.Body != body && AsksTheSame(insert.Call, insert.Body, insert.By, body)))
            return;
        var isInsertedHereAlone = path.IsThis && IsInsertedHereAlone([insert.Body, body], type);
        var engine = Registrations.Run(path, body, type, isInsertedHereAlone ? Changing(type) : Registrations.Told(path, [body], type), isInsertedHereAlone ? Registration.NotInserted : Registration.Unknown, knowsConditions: true);
        if (!engine.IsExact)
            return;
        foreach (var flow in engine.Reached.ToList())
        {
            flow.Visit((operation, states) =>
            {
                if ((states & Both) != Both || operation is not IInvocationOperation call || !BeginsAt(call, path, flow.Body, engine, type) || MayBeCaught(call, flow.Body) || !places.Add(call))
                    return;
                if (flow.Body != body && (!IsInAnyCase(call) || engine.Reached.Any(other => other.Body != body && other.Body.Calls.Any(way => engine.Callee(way, other.Body) == flow.Body && !IsInAnyCase(way)))))
                    return; // the helper may ask what its caller asked
                if (flow.Body != body && engine.Reached.Any(other => other.Body.Calls.Any(way => engine.Callee(way, other.Body) == flow.Body && MayBeCaught(way, other.Body))))
                    return;
                var (place, inserted) = (call.Syntax.GetLocation(), insert.Call.Syntax.GetLocation());
                report(Diagnostic.Create(LifetimeRules.ReadWithoutInsert, place, [inserted], path.ToString(), Lines.Of(inserted, place)));
            });
        }
    }

    // By itself, or in a helper that is handed the notifier and begins a section in any case.
    private static bool BeginsAt(IInvocationOperation call, NotifierPath path, Body body, FlowEngine engine, TypeFlow type)
    {
        if (IsBegin(call.TargetMethod, type.Types))
            return path.Equals(NotifierPath.Of(call.Instance, body));
        if (((Registration)engine.Automaton).Inside(call, body) is not var (_, callee, inner) || Registrations.Run(inner, callee, type, [], Registration.NotInserted) is not { IsExact: true } inside)
            return false;
        var begins = false;
        foreach (var flow in inside.Reached)
        {
            flow.Visit((operation, states) => begins |= (states & (1UL << Registration.NotInserted)) != 0 && operation is IInvocationOperation begin
                && IsBegin(begin.TargetMethod, type.Types) && inner.Equals(NotifierPath.Of(begin.Instance, flow.Body)) && !MayBeCaught(begin, flow.Body) && IsInAnyCase(begin));
        }

        return begins;
    }

    /// <summary>Whether its method makes the call in any case: a condition in a helper may be one that the caller asks as well. A loop is none.</summary>
    public static bool IsInAnyCase(IOperation call)
    {
        var around = call.Syntax.Ancestors().TakeWhile(at => at is not (MemberDeclarationSyntax or LocalFunctionStatementSyntax)).ToList();
        return !around.Exists(at => at is IfStatementSyntax or ConditionalExpressionSyntax or SwitchStatementSyntax or SwitchExpressionSyntax or ConditionalAccessExpressionSyntax
                or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression })
            && !(around.Count > 0 && around[around.Count - 1].DescendantNodes().Any(node => node is ReturnStatementSyntax && node.Span.End < call.Syntax.SpanStart));
    }

    // In the method, or in a helper that it alone calls: what others call may have inserted it before.
    private static (IInvocationOperation Call, Body Body, IInvocationOperation? By)? InsertOf(NotifierPath path, Body body, TypeFlow type)
    {
        var registration = new Registration(path, type, []);
        var known = new HashSet<(Body, NotifierPath)>();
        var open = new Stack<(Body Body, NotifierPath Path, IInvocationOperation? By)>();
        open.Push((body, path, null));
        while (open.Count > 0)
        {
            var (at, name, by) = open.Pop();
            if (!known.Add((at, name)))
                continue;
            foreach (var call in at.Calls)
            {
                if (Registration.Inserts(call, name, at, type.Types))
                    return (call, at, by);
                if (name.Equals(path) && registration.Inside(call, at) is var (_, handed, inner))
                    open.Push((handed, inner, by ?? call));
                else if ((path.IsOfType || call.TargetMethod.MethodKind == MethodKind.LocalFunction) && type.Bodies.Find(call, at) is { IsIterator: false } callee && type.IsCalledPrivately(callee))
                    open.Push((callee, name, by ?? call));
            }
        }

        return null;
    }

    // The helper inserts under a condition, and the method asks for something of which that is made.
    private static bool AsksTheSame(IInvocationOperation insert, Body helper, IInvocationOperation? by, Body body)
    {
        var names = new HashSet<string>(insert.Syntax.Ancestors().TakeWhile(at => at is not (MemberDeclarationSyntax or LocalFunctionStatementSyntax))
            .SelectMany(at => (at switch { IfStatementSyntax asked => asked.Condition, ConditionalExpressionSyntax asked => asked.Condition, SwitchStatementSyntax asked => asked.Expression, _ => (SyntaxNode?)null })?.DescendantNodesAndSelf() ?? [])
            .OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText));
        if (names.Count == 0)
            return helper.Graph.OriginalOperation.Syntax.DescendantNodes().Any(node => node is ReturnStatementSyntax or CatchClauseSyntax or ThrowStatementSyntax); // under a condition that stands elsewhere
        foreach (var argument in by?.Arguments.Where(argument => argument.Parameter is { } parameter && names.Contains(parameter.Name)) ?? [])
            names.UnionWith(argument.Syntax.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText));
        return body.Graph.OriginalOperation.Syntax.DescendantNodes(node => node is not LocalFunctionStatementSyntax).OfType<IdentifierNameSyntax>()
            .Any(name => names.Contains(name.Identifier.ValueText) && by?.Syntax.Span.Contains(name.Span) != true);
    }

    // What is ever set again may say whether the object was inserted before.
    private static HashSet<ISymbol> Changing(TypeFlow type) => new(
        type.Stores.Where(stores => stores.Any(store => store.Body.Method is { MethodKind: not MethodKind.Constructor })).Select(stores => stores.Key), SymbolEqualityComparer.Default);

    /// <summary>Whether nobody else in the type inserts the object, or hands it to somebody who might.</summary>
    public static bool IsInsertedHereAlone(IReadOnlyList<Body> bodies, TypeFlow type) => type.AllBodies.All(each => each.Operations.All(operation =>
        operation is not IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } || IsOwnUse(operation, bodies.Contains(each), type.Types)));

    private static bool IsOwnUse(IOperation reference, bool mayInsert, WellKnownTypes types)
    {
        var at = reference.Parent;
        while (at is IConversionOperation)
            at = at.Parent;
        return at is IMemberReferenceOperation or IInvocationOperation || (mayInsert && at is IArgumentOperation { Parent: IInvocationOperation insert } && insert.TargetMethod.IsMember(types.AddressSpace, MemberNames.Insert));
    }

    /// <summary>Whether its author reckons with the refusal.</summary>
    public static bool MayBeCaught(IOperation begin, Body body)
    {
        var block = body.Graph.Blocks.First(candidate => body.StepsOf(candidate).Contains(begin));
        for (var region = block.EnclosingRegion; region is not null; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.TryAndCatch && region.NestedRegions.Skip(1).Any(handler => GoesOn(handler, body)))
                return true;
        }

        return false;
    }

    // A catch that only throws again takes nothing.
    private static bool GoesOn(ControlFlowRegion handler, Body body) => body.Graph.Blocks
        .Skip(handler.FirstBlockOrdinal).Take(handler.LastBlockOrdinal - handler.FirstBlockOrdinal + 1)
        .Any(block => block.FallThroughSuccessor is { Semantics: ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return, Destination: { } to } && to.Ordinal > handler.LastBlockOrdinal);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Analyzers.Shape;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>
/// 2006: the shadow is filled where no <c>ReadRetry</c> vouches for it: while a section is open that none has checked, on the branch on which it collided, after the lock of the check was let go,
/// or with what was collected outside of any section.
/// </summary>
internal sealed class UnvalidatedWrite() : FlowRule(SequenceRules.UnvalidatedWrite)
{
    private const string Unchecked = "while a read section is open that no ReadRetry has checked";
    private const string Collided = "although ReadRetry has said that it collided";
    private const string LockIsGone = "after the lock was let go under which ReadRetry was asked: an invalidation may have come in between";
    private const string NoSection = "with what was collected outside of any read section: nothing tells whether that is stale";

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            if (Shadow.Of(notifier, type) is { Members.Count: > 0 } shadow)
                Check(notifier, shadow, type, report);
        }
    }

    private void Check(INamedTypeSymbol notifier, Shadow shadow, TypeFlow type, Action<Diagnostic> report)
    {
        var engine = OpenSection.Follow(notifier, type);
        InState(OpenSection.Open, Unchecked, engine, shadow, type, report);
        if (!shadow.IsMarked)
            return;
        foreach (var collect in InCollect(notifier, type))
            InState(OpenSection.Open, Unchecked, collect, shadow, type, report);
        InState(OpenSection.Collided, Collided, engine, shadow, type, report);
        AfterTheLock(notifier, shadow, type, report);
        WithoutSection(notifier, engine, shadow, type, report);
    }

    private void InState(int state, string how, FlowEngine engine, Shadow shadow, TypeFlow type, Action<Diagnostic> report)
    {
        if (!engine.IsExact)
            return;
        foreach (var flow in engine.Reached)
        {
            flow.Visit((operation, states) =>
            {
                if ((states & (1UL << state)) != 0 && shadow.FilledBy(operation, flow.Body) is { } member && (state == OpenSection.Open || !IsConstant(operation)))
                    report(Explained(operation.Syntax.GetLocation(), OpenSection.Way(operation, flow.Body, state, engine, type), shadow.Severity, member.Name, how));
            });
        }
    }

    // Generated code opens the section around it.
    private static IEnumerable<FlowEngine> InCollect(INamedTypeSymbol notifier, TypeFlow type)
    {
        foreach (var fault in DriverShapes.Of(notifier, type.Types, type.CancellationToken)?.Faults ?? [])
        {
            if (fault.Collect is { } collect && type.Bodies.Find(collect.Method) is { } body)
                yield return type.Run(new OpenSection(type), [(body, 1UL << OpenSection.Open)]);
        }
    }

    private void AfterTheLock(INamedTypeSymbol notifier, Shadow shadow, TypeFlow type, Action<Diagnostic> report)
    {
        if (type.HasUnnamedLocks || type.Locks.Count == 0 || !type.Calls.Any(call => call.Call.IsReadRetry(type.Types)))
            return;
        var engine = type.Run(new LetGo(type), OpenSection.Entries(notifier, type).Select(body => (body, 1UL << LetGo.None)));
        if (!engine.IsExact)
            return;
        foreach (var flow in engine.Reached)
        {
            flow.Visit((operation, states) =>
            {
                if (states == 1UL << LetGo.Gone && shadow.FilledBy(operation, flow.Body) is { } member
                    && LockContracts.LockName(member, type.Types.GuardedBy) is null // 4003 says that
                    && !IsCheckedAgain(operation, flow.Body, type))
                {
                    report(Explained(operation.Syntax.GetLocation(), Clause.Of("checked", flow.Body.Operations.FirstOrDefault(step => step.IsReadRetry(type.Types))?.Syntax.GetLocation()), shadow.Severity, member.Name, LockIsGone));
                }
            });
        }
    }

    // Who publishes first and checks afterwards takes it back.
    private static bool IsCheckedAgain(IOperation filling, Body body, TypeFlow type) =>
        body.Operations.Any(operation => operation.Syntax.SpanStart > filling.Syntax.Span.End && (operation.IsReadRetry(type.Types) || operation.IsCheckRetry(type.Types)));

    // Of a member that other code of the type fills after a check.
    private void WithoutSection(INamedTypeSymbol notifier, FlowEngine engine, Shadow shadow, TypeFlow type, Action<Diagnostic> report)
    {
        if (!engine.IsExact)
            return;
        var inSection = InsideOfSections(notifier, type);
        var vouchedFor = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var found = new List<(IOperation Filling, Body Body, ISymbol Member, IInvocationOperation Collected)>();
        foreach (var flow in engine.Reached)
        {
            var isCommit = flow.Body.Method is { } method && LockContracts.IsCalledWithDriverLock(method, type.Types);
            flow.Visit((operation, states) =>
            {
                if (shadow.FilledBy(operation, flow.Body) is not { } member)
                    return;
                if (isCommit || states == 1UL << OpenSection.Valid)
                    vouchedFor.Add(member);
                else if (states == 1UL << OpenSection.None && !inSection.Contains(flow.Body)
                    && Filling.Values(operation).SelectMany(value => Collecting.Of(type).CallsBehind(value, flow.Body)).FirstOrDefault() is { } collected)
                {
                    found.Add((operation, flow.Body, member, collected));
                }
            });
        }

        foreach (var (filling, _, member, collected) in found.Where(each => vouchedFor.Contains(each.Member)))
            report(Explained(filling.Syntax.GetLocation(), Clause.Of("collected", collected.Syntax.GetLocation()), shadow.Severity, member.Name, NoSection));
    }

    // What opens a section itself, runs inside one, or runs where no commit does.
    private static HashSet<Body> InsideOfSections(INamedTypeSymbol notifier, TypeFlow type)
    {
        var begin = type.AllBodies.Where(body => body.Calls.Any(call => call.IsReadBegin(type.Types))
            || body.Method is null or { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor }
            || body.Calls.Any(call => call.TargetMethod.IsMember(type.Types.AddressSpace, MemberNames.Insert))
            || LockContracts.IsStep(body.Method, type.Types) || body.Method.IsCallback(type.Types)).ToList();
        return [.. type.CalleesOf(begin), .. type.CallersOf(begin.Where(body => body.Calls.Any(call => call.IsReadBegin(type.Types))))];
    }

    private static bool IsConstant(IOperation filling) => Filling.Values(filling).All(static value => value.ConstantValue.HasValue);
}

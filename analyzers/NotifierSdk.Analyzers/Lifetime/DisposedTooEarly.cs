using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>5003: what the callback uses is disposed before Remove has returned, or after RemoveLater, which waits for nothing.</summary>
internal sealed class DisposedTooEarly() : CallbackRule(LifetimeRules.DisposedTooEarly)
{
    private static readonly HashSet<string> s_disposes = ["Dispose", "DisposeAsync", "Close"];

    public override void Check(DriverCode driver, Action<Diagnostic> report)
    {
        foreach (var (operation, method) in driver.Operations)
        {
            if (operation is IInvocationOperation { Instance: { } instance } dispose
                && s_disposes.Contains(dispose.TargetMethod.Name)
                && OwnMember.Of(instance) is { } member
                && method is { Name: not "OnRemoved" }
                && !driver.RunsInCallback(method)
                && IsUsedInCallback(member, driver)
                && WhatStillRuns(dispose, method, driver) is { } why)
            {
                report(Diagnostic.Create(Descriptor, dispose.Syntax.GetLocation(), member.Name, why));
            }
        }
    }

    private static string? WhatStillRuns(IInvocationOperation dispose, IMethodSymbol method, DriverCode driver)
    {
        var at = dispose.Syntax.SpanStart;
        var removals = driver.OperationsOf(method)
            .OfType<IInvocationOperation>()
            .Where(call => call.Instance is IInstanceReferenceOperation && WellKnownTypes.Is(call.TargetMethod.ContainingType, driver.Types.IntervalNotifier))
            .ToLookup(call => call.TargetMethod.Name, call => call.Syntax.SpanStart);
        var waits = removals[MemberNames.Remove].Concat(removals[MemberNames.RemoveAsync]).Concat(removals[MemberNames.TryRemove]).ToList();
        if (waits.Any(start => start < at))
            return null;
        return waits.Count > 0 ? "before Remove has returned"
            : removals[MemberNames.RemoveLater].Any(start => start < at) ? "after RemoveLater, which waits for nothing"
            : null;
    }

    // Generated code takes the driver lock in the callback; the author's half may not mention it.
    private static bool IsUsedInCallback(ISymbol member, DriverCode driver) =>
        member.HasAttribute(driver.Types.DriverLockAttribute)
        || driver.IsUsedInCallback(member);
}

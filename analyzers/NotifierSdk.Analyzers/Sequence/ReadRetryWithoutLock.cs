using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Flow.Witnesses;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2004: <c>ReadRetry</c> without the lock that the callback holds, or under another.</summary>
internal sealed class ReadRetryWithoutLock() : FlowRule(SequenceRules.ReadRetryWithoutLock)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            var driverLocks = DriverLocks.Of(notifier, type);
            if (driverLocks.Count == 0)
                continue;
            var unlocked = driverLocks.Select(path => FreeAt(path, notifier, type)).Aggregate(Common);
            foreach (var (call, body) in unlocked)
            {
                var why = driverLocks.Count == 1 ? LockWitness.NotHeld(call, body, type.FlowOf(driverLocks[0]).Engine, type) : Clause.None;
                report(Explained(call.Syntax.GetLocation(), why, MissingLock.At(call, driverLocks[0], type), driverLocks[0], Instead(call, driverLocks, type)));
            }
        }
    }

    private static List<(IOperation Call, Body Body)> FreeAt(LockPath path, INamedTypeSymbol notifier, TypeFlow type)
    {
        var free = new List<(IOperation, Body)>();
        type.FlowOf(path).Visit(notifier, (body, operation, states) =>
        {
            if (operation.IsReadRetry(type.Types) && operation.IsOnThis()
                && (states & HeldLock.IsFree) != 0 && (states & HeldLock.IsUnknown) == 0)
            {
                free.Add((operation, body));
            }
        });
        return free;
    }

    /// <summary>The calls that are in both.</summary>
    public static List<(IOperation Call, Body Body)> Common(List<(IOperation Call, Body Body)> all, List<(IOperation Call, Body Body)> next)
    {
        var calls = new HashSet<IOperation>(next.Select(free => free.Call));
        return [.. all.Where(free => calls.Contains(free.Call))];
    }

    // Another lock that is held there, on whatever path.
    private static string Instead(IOperation call, IReadOnlyList<LockPath> driverLocks, TypeFlow type)
    {
        foreach (var other in type.Locks.Where(path => !driverLocks.Contains(path)))
        {
            if (type.FlowOf(other).StatesAt(call) is not 0 and var states && (states & ~HeldLock.IsHeld) == 0)
                return $" but under '{other}'";
        }

        return "";
    }
}

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
            var unlocked = driverLocks.Select(path => FreeAt(path, notifier, type)).Aggregate((all, next) => [.. all.Where(next.Contains)]);
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
        type.FlowOf(path).Visit((body, operation, states) =>
        {
            if (operation.IsReadRetry(type.Types) && operation.IsOnThis() && SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier)
                && (states & HeldLock.IsFree) != 0 && (states & HeldLock.IsUnknown) == 0)
            {
                free.Add((operation, body));
            }
        });
        return free;
    }

    // Another lock that is held there, on whatever path.
    private static string Instead(IOperation call, IReadOnlyList<LockPath> driverLocks, TypeFlow type)
    {
        foreach (var other in type.Locks.Where(path => !driverLocks.Contains(path)))
        {
            var isHeld = false;
            type.FlowOf(other).Visit((_, operation, states) => isHeld |= operation == call && (states & ~HeldLock.IsHeld) == 0);
            if (isHeld)
                return $" but under '{other}'";
        }

        return "";
    }
}

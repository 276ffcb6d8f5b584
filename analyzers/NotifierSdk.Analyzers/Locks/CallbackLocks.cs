using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>The locks that a notifier's callback takes, itself, through helpers or through another object, or that generated code takes for it.</summary>
internal static class CallbackLocks
{
    public static IReadOnlyList<LockPath> Of(INamedTypeSymbol notifier, TypeFlow type) => type.Once(typeof(CallbackLocks), notifier, () => Find(notifier, type));

    private static List<LockPath> Find(INamedTypeSymbol notifier, TypeFlow type)
    {
        var callbacks = type.CallbacksOf(notifier);
        if (callbacks.Count == 0)
            return [];
        var paths = callbacks.Any(body => body.Method!.HasAttribute(type.Types.Invalidate) || body.Method!.HasAttribute(type.Types.InvalidateStart))
            && LockContracts.DriverLock(notifier, type.Types) is { } marked && LockPath.This(notifier).Append(marked, type) is { } generated ? new List<LockPath> { generated } : [];
        var runs = new HashSet<Body>(type.CalleesOf(callbacks));
        foreach (var path in type.Locks.Where(path => !paths.Contains(path) && (type.TakersOf(path).Any(runs.Contains) || runs.Any(body => body.Calls.Any(call => path.Equals(CollaboratorLock.Of(call, body, type)))))))
        {
            if (type.Run(type.HeldLock(path), callbacks.Select(body => (body, HeldLock.IsFree))).Reached.Any(flow => Takes(flow, path, type)))
                paths.Add(path);
        }

        return paths;
    }

    private static bool Takes(BodyFlow flow, LockPath path, TypeFlow type)
    {
        var takes = false;
        flow.Visit((operation, _) => takes |= path.Equals(CollaboratorLock.Of(operation, flow.Body, type))
            || (LockOperation.Of(operation, flow.Body, type) is { Action: not LockAction.Release } taken && path.Equals(LockPath.Of(taken.Lock, taken.In, type))));
        return takes;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>5001: a notifier is removed on a path on which its insert failed or never ran, or on which it was removed before.</summary>
internal static class RemoveWithoutInsert
{
    public static void Check(Body body, WellKnownTypes types, Action<Diagnostic> report, TypeBodies none)
    {
        var removes = body.Operations.OfType<IInvocationOperation>()
            .Where(call => Registration.IsRemove(call.TargetMethod, types))
            .Select(call => NotifierPath.Of(call.Instance, body))
            .Where(path => path is not null && !path.IsSharedWithNested(body) && !(path.IsThis && IsCallback(body, types)))
            .Distinct();
        foreach (var path in removes)
            Check(path!, body, types, report, none);
    }

    private static void Check(NotifierPath path, Body body, WellKnownTypes types, Action<Diagnostic> report, TypeBodies none)
    {
        var engine = new FlowEngine(new Registration(path, types), none);
        engine.Run([(body, 1UL << Registration.Unknown)]);
        if (!engine.IsExact || body.IsIterator)
            return;
        engine.FlowOf(body).Visit((operation, states) =>
        {
            if (operation is not IInvocationOperation call || !Registration.IsRemove(call.TargetMethod, types) || !path.Equals(NotifierPath.Of(call.Instance, body)))
                return;
            var why = (states & (1UL << Registration.NotInserted)) != 0 ? "its insert failed or has not run"
                : (states & (1UL << Registration.Removed)) != 0 ? "it was removed before"
                : null;
            if (why is not null)
                report(Diagnostic.Create(LifetimeRules.RemoveWithoutInsert, call.Syntax.GetLocation(), path.ToString(), why));
        });
    }

    // 3001 says that it must not be removed there at all.
    private static bool IsCallback(Body body, WellKnownTypes types) => body.Method?.IsCallback(types) == true;
}

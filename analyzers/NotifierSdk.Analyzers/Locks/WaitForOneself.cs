using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks.Blocking;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>
/// 4008: a thread waits for itself. It takes a lock that is not recursive while it holds it; or the callback waits, with the lock held, for what others signal only when they have had that lock.
/// </summary>
internal sealed class WaitForOneself() : FlowRule(LockRules.LockWaitedForWhileHeld)
{
    private static readonly HashSet<string> s_signals = ["Set", "Signal", "Release", "SetResult", "TrySetResult", "AddCount", "SignalAndWait"];

    public override bool Concerns(INamedTypeSymbol type, WellKnownTypes types) =>
        types.IsNotifier(type) || type.GetMembers().Any(member => member.HasAttribute(types.GuardedBy) || member.HasAttribute(types.DriverLockAttribute) || member.HasAttribute(types.RequiresLock));

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var path in type.Locks.Where(path => LetsOneThreadInOnce(path, type)))
        {
            var flow = type.FlowOf(path, isSharedEnough: false);
            flow.Visit((body, operation, states) =>
            {
                if ((states & HeldLock.IsHeld) != 0 && ((LockOperation.Of(operation, body, type) is { Action: LockAction.Take, IsShared: false } taken && path.Equals(LockPath.Of(taken.Lock, taken.In, type))) || LockTakenAgain.TakesInTurn(operation, body, path, type)))
                {
                    var way = LockWitness.Held(operation, body, flow.Engine);
                    report(Explained(type.Shown(operation.Syntax.GetLocation(), way), way, path));
                }
            });
        }

        foreach (var notifier in type.Notifiers)
            SignalledUnderTheLock(notifier, type, report);
    }

    // A semaphore counts to one only if it was made so; a reader-writer lock throws unless it was told to let a thread in again.
    private static bool LetsOneThreadInOnce(LockPath path, TypeFlow type)
    {
        if (path is not { Root: null, Members: { Count: > 0 } members })
            return false;
        var member = members[members.Count - 1];
        return LockOperation.LockKindOf(path.Type, type.Types) switch
        {
            LockKind.Semaphore => member.HasAttribute(type.Types.DriverLockAttribute) || (Made(member, type) is { Count: > 0 } counts && counts[0] == 1),
            LockKind.ReaderWriter => Made(member, type) is { Count: 0 },
            _ => false,
        };
    }

    // The constant arguments with which the type makes the lock; null if it does not.
    private static IReadOnlyList<int>? Made(ISymbol member, TypeFlow type)
    {
        if (!type.MakesItself(member))
            return null;
        var creations = type.Bodies.All.SelectMany(body => body.Operations.OfType<IObjectCreationOperation>().Where(creation => IsStoredIn(creation, member, body))).ToList();
        return creations.Count == 1 ? [.. creations[0].Arguments.Where(argument => !argument.IsImplicit).Select(argument => argument.Value.ConstantValue is { HasValue: true, Value: int count } ? count : -1)] : null;
    }

    private static bool IsStoredIn(IObjectCreationOperation creation, ISymbol member, Body body) =>
        body.Written[member].Any(value => value is not null && body.Resolve(value) == creation)
        || (SymbolEqualityComparer.Default.Equals(body.Symbol, member) && creation.Syntax.FirstAncestorOrSelf<EqualsValueClauseSyntax>() is not null);

    private static void SignalledUnderTheLock(INamedTypeSymbol notifier, TypeFlow type, Action<Diagnostic> report)
    {
        var callbacks = type.Bodies.All.Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier) && body.Method?.IsCallback(type.Types) == true);
        var inCallback = new HashSet<Body>(type.CalleesOf(callbacks));
        foreach (var path in CallbackLocks.Of(notifier, type))
        {
            type.FlowOf(path).Visit(notifier, (body, operation, states) =>
            {
                if (states == 0 || (states & ~HeldLock.IsHeld) != 0 || !inCallback.Contains(body) || Waits.Of(operation, body) is not { } wait || AwaitedIn(operation, body) is not { } awaited)
                    return;
                if (FirstSignal(awaited, path, type) is { } signal)
                    report(Diagnostic.Create(LockRules.SignalledUnderTheLock, operation.Syntax.GetLocation(), [signal.Syntax.GetLocation()], wait, path, Lines.Of(signal.Syntax.GetLocation(), operation.Syntax.GetLocation())));
            });
        }
    }

    private static IFieldSymbol? AwaitedIn(IOperation wait, Body body) =>
        wait is IInvocationOperation { Instance: { } instance } && body.Resolve(instance) is IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: { DeclaredAccessibility: Accessibility.Private } field } ? field : null;

    // Null if somebody may signal who has not had the lock.
    private static IOperation? FirstSignal(IFieldSymbol awaited, LockPath path, TypeFlow type)
    {
        IOperation? first = null;
        foreach (var body in type.AllBodies)
        {
            foreach (var reference in body.Operations.OfType<IFieldReferenceOperation>().Where(reference => SymbolEqualityComparer.Default.Equals(reference.Field, awaited)))
            {
                if (reference.Parent is not IInvocationOperation { Instance: var instance, TargetMethod.Name: var name } call || instance != reference)
                {
                    if (reference.Parent is IPropertyReferenceOperation || (reference.Parent is ISimpleAssignmentOperation made && made.Target == reference))
                        continue;
                    return null; // it is handed on
                }

                if (!s_signals.Contains(name))
                    continue;
                if (!TakesBefore(call, path, body, type))
                    return null;
                first ??= call;
            }
        }

        return first;
    }

    private static bool TakesBefore(IOperation signal, LockPath path, Body body, TypeFlow type) => body.Operations.Any(operation =>
        operation.Syntax.SpanStart < signal.Syntax.SpanStart
        && LockOperation.Of(operation, body, type) is { Action: LockAction.Take } taken && path.Equals(LockPath.Of(taken.Lock, taken.In, type))
        && IsOnTheWay(operation.Syntax, signal.Syntax));

    // What stands in an if beside it need not have run.
    private static bool IsOnTheWay(SyntaxNode taken, SyntaxNode signal) => !taken.Ancestors()
        .TakeWhile(around => !around.Span.Contains(signal.Span))
        .Any(around => around is IfStatementSyntax or ElseClauseSyntax or SwitchSectionSyntax or CatchClauseSyntax or WhileStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks.Blocking;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Locks;
using NotifierSdk.Analyzers.Sequence;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>
/// 3006: a callback leaves it to a work item, or to a task that nobody awaits, to drop from a member that it does not touch itself. Silent where anything in the callback waits, be it its second half.
/// </summary>
internal sealed class DroppedLater() : FlowRule(CallbackRules.DroppedLater)
{
    private static readonly HashSet<string> s_starts = ["Run", "StartNew", "QueueUserWorkItem", "UnsafeQueueUserWorkItem", "ContinueWith"];

    private static readonly HashSet<string> s_puts = ["Add", "TryAdd", "TryWrite", "WriteAsync", "Post", "SendAsync"];
    private static readonly HashSet<string> s_takes = ["GetConsumingEnumerable", "Take", "ReadAllAsync", "ReadAsync", "WaitToReadAsync", "Receive", "ReceiveAsync"];

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            var callbacks = type.Bodies.All.Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier) && body.Method?.IsCallback(type.Types) == true).ToList();
            var inCallback = type.CalleesOf(callbacks).Where(body => body.Lambda is null && body.Method?.IsAsync != true).ToList();
            if (inCallback.Any(body => body.Operations.Any(operation => Waits.Of(operation, body) is not null)))
                continue;
            var touched = new HashSet<ISymbol>(inCallback.SelectMany(body => body.Operations).OfType<IMemberReferenceOperation>().Select(reference => reference.Member), SymbolEqualityComparer.Default);
            foreach (var body in inCallback)
            {
                foreach (var call in body.Calls)
                {
                    if (WorkOf(call, body, type).Select(work => DroppedIn(work, touched, type)).FirstOrDefault(dropped => dropped is not null) is { } member)
                        report(At(call.Syntax.GetLocation(), null, call.TargetMethod.Name, member.Name, body.Symbol.Name));
                    else if (QueuedIn(call, body) is { } queue && ReadersOf(queue, type).Except(inCallback).Select(work => DroppedIn(work, touched, type)).FirstOrDefault(dropped => dropped is not null) is { } late)
                        report(At(call.Syntax.GetLocation(), null, call.TargetMethod.Name, late.Name, body.Symbol.Name));
                }
            }
        }
    }

    // The queue or channel of the object that a callback puts something into.
    private static ISymbol? QueuedIn(IInvocationOperation call, Body body) =>
        s_puts.Contains(call.TargetMethod.Name) && call is { Instance: { } queue, Arguments.Length: > 0 } && queue.Type is { Name: "BlockingCollection" or "ChannelWriter" or "Channel" or "BufferBlock" or "ActionBlock" } ? Filling.MemberOf(queue, body) : null;

    // A worker that waits for what is put there; who looks into the queue before each use of the table is no such worker.
    private static IEnumerable<Body> ReadersOf(ISymbol queue, TypeFlow type) => type.CalleesOf(type.AllBodies.Where(body => body.Calls.Any(call =>
        s_takes.Contains(call.TargetMethod.Name) && call.Instance is { } taken && SymbolEqualityComparer.Default.Equals(Filling.MemberOf(taken, body), queue))));

    // What runs when the callback may have returned.
    private static IEnumerable<Body> WorkOf(IInvocationOperation call, Body body, TypeFlow type)
    {
        if (type.Bodies.Find(call, body) is { Method: { IsAsync: true, ReturnsVoid: false } } own)
            return call.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation } ? AfterAwait(own, type) : [];
        if (!s_starts.Contains(call.TargetMethod.Name) || call.TargetMethod.ContainingNamespace?.ToDisplayString().StartsWith("System.Threading", StringComparison.Ordinal) != true)
            return [];
        var works = call.Arguments.SelectMany(argument => argument.Value.DescendantsAndSelf()).Select(part => part switch
        {
            IFlowAnonymousFunctionOperation made => body.Lambdas.FirstOrDefault(lambda => lambda.Lambda == made),
            IMethodReferenceOperation { Instance: null or IInstanceReferenceOperation } reference => type.Bodies.Find(reference.Method),
            _ => null,
        });
        return type.CalleesOf(works.OfType<Body>());
    }

    // Until its first await it runs in the callback.
    private static IEnumerable<Body> AfterAwait(Body own, TypeFlow type) =>
        own.Operations.FirstOrDefault(operation => operation is IAwaitOperation) is { } first && !own.Operations.Any(operation => operation.Syntax.SpanStart < first.Syntax.SpanStart && Dropping.Of(operation, own) is not null) ? type.CalleesOf([own]) : [];

    private static ISymbol? DroppedIn(Body work, HashSet<ISymbol> touched, TypeFlow type) => work.Operations.Select(operation => Dropping.Of(operation, work, type))
        .FirstOrDefault(member => member is not null && !touched.Contains(member) && IsTable(member));

    private static bool IsTable(ISymbol member) => ((member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type) is { } kind && (kind is IArrayTypeSymbol || SharedCollections.IsCollection(kind) || kind.Name == "ConcurrentDictionary");
}

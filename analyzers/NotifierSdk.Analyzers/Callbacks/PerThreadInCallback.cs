using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Sequence;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>3011: a callback empties what each thread has of its own: it empties that of the thread that announces, and the others keep theirs. A buffer that the callback fills itself is no such thing.</summary>
internal sealed class PerThreadInCallback() : FlowRule(CallbackRules.PerThreadInCallback)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            var callbacks = type.Bodies.All.Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier) && body.Method?.IsCallback(type.Types) == true);
            var inCallback = new HashSet<Body>(type.CalleesOf(callbacks).SelectMany(body => body.SelfAndNested));
            foreach (var body in type.AllBodies.Where(inCallback.Contains))
            {
                foreach (var operation in body.Operations)
                {
                    if (operation is IAssignmentOperation { Target: IFlowCaptureReferenceOperation })
                        continue; // ??= makes what is not there yet
                    if ((Dropping.Of(operation, body, type) ?? PropertyOf(operation)) is { } dropped && Behind(dropped, type) is { } member && KindOf(member) is { } kind && IsFilledElsewhere(member, inCallback, type))
                        report(At(operation.Syntax.GetLocation(), null, member.Name, kind));
                }
            }
        }
    }

    private static string? KindOf(ISymbol member) =>
        member.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "ThreadStaticAttribute", ContainingNamespace.Name: "System" }) ? "[ThreadStatic]"
        : ((member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type) is { Name: "ThreadLocal" or "AsyncLocal", ContainingNamespace.Name: "Threading" } kind ? kind.Name
        : null;

    // The thing itself; a property makes it with ??= when it is first read.
    private static bool IsStored(IOperation operation, Body body) => operation is IAssignmentOperation { Target: var target }
        && (target is IMemberReferenceOperation || (body.Method is { MethodKind: MethodKind.PropertyGet } && body.Resolve(target) is IMemberReferenceOperation));

    private static IPropertySymbol? FilledThrough(IOperation operation) =>
        operation is IInvocationOperation { Instance: IPropertyReferenceOperation { Instance: null, Property: var property } } call && Filling.IsNamedSo(call.TargetMethod) ? property : null;

    // Of Current.Flush(…) the static property; what drops of a member is known by its own name.
    private static IPropertySymbol? PropertyOf(IOperation operation) =>
        operation is IInvocationOperation { Instance: IPropertyReferenceOperation { Instance: null, Property: var property } } call && Dropping.IsNamedSo(call.TargetMethod) ? property : null;

    /// <summary>What a property stands for: the one thing of each thread's own that its getter makes and returns.</summary>
    private static ISymbol? Behind(ISymbol member, TypeFlow type)
    {
        if (member is not IPropertySymbol { GetMethod: { } getter } || KindOf(member) is not null || type.Bodies.Find(getter) is not { } body)
            return member;
        var named = body.Operations.OfType<IFieldReferenceOperation>().Select(reference => reference.Field).Distinct<ISymbol>(SymbolEqualityComparer.Default).ToList();
        return named.Count == 1 ? named[0] : member;
    }

    private static bool IsFilledElsewhere(ISymbol member, HashSet<Body> inCallback, TypeFlow type)
    {
        var isUsedElsewhere = false;
        foreach (var body in type.AllBodies.Where(body => body.Method is { MethodKind: not MethodKind.Constructor and not MethodKind.StaticConstructor }))
        {
            var isInside = inCallback.Contains(body);
            foreach (var operation in body.Operations)
            {
                if (isInside && !IsStored(operation, body) && IsIt(Filling.Of(operation, body, type) ?? FilledThrough(operation)))
                    return false;
                isUsedElsewhere |= !isInside && operation is IMemberReferenceOperation reference && IsIt(reference.Member);
            }
        }

        return isUsedElsewhere;

        bool IsIt(ISymbol? mentioned) => mentioned is not null && SymbolEqualityComparer.Default.Equals(Behind(mentioned, type), member);
    }
}

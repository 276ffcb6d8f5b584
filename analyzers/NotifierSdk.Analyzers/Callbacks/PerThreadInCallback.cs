using Microsoft.CodeAnalysis;
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
                    if (Dropping.Of(operation, body) is { } member && KindOf(member) is { } kind && IsFilledElsewhere(member, inCallback, type))
                        report(At(operation.Syntax.GetLocation(), null, member.Name, kind));
                }
            }
        }
    }

    private static string? KindOf(ISymbol member) =>
        member.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "ThreadStaticAttribute", ContainingNamespace.Name: "System" }) ? "[ThreadStatic]"
        : ((member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type) is { Name: "ThreadLocal" or "AsyncLocal", ContainingNamespace.Name: "Threading" } kind ? kind.Name
        : null;

    private static bool IsFilledElsewhere(ISymbol member, HashSet<Body> inCallback, TypeFlow type)
    {
        var isUsedElsewhere = false;
        foreach (var body in type.AllBodies.Where(body => body.Method is { MethodKind: not MethodKind.Constructor and not MethodKind.StaticConstructor }))
        {
            var isInside = inCallback.Contains(body);
            foreach (var operation in body.Operations)
            {
                if (isInside && SymbolEqualityComparer.Default.Equals(Filling.Of(operation, body), member) && operation is not IAssignmentOperation { Target: IMemberReferenceOperation })
                    return false;
                isUsedElsewhere |= !isInside && operation is IMemberReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Member, member);
            }
        }

        return isUsedElsewhere;
    }
}

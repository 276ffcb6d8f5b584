using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>3001: a callback removes its own notifier. Another notifier may belong to another space, where that is legal.</summary>
internal sealed class RemoveInCallback() : ForbiddenInCallback(CallbackRules.RemoveInCallback)
{
    protected override string? Forbidden(IOperation operation, IMethodSymbol method, DriverCode driver) =>
        operation is IInvocationOperation { Instance: { } instance } invocation
        && Removes(invocation.TargetMethod, driver.Types)
        && Receiver.Of(instance) is IInstanceReferenceOperation
        && (method.IsCallback(driver.Types) || !AsksWhoCalls(invocation, method, driver))
            ? invocation.TargetMethod.Name
            : null;

    // A method of the author's own may have that name.
    protected override bool IsForbidden(string method, DriverCode driver) =>
        method is MemberNames.Remove or MemberNames.RemoveAsync or MemberNames.TryRemove && driver.Type.GetMembers(method).IsEmpty;

    private static bool Removes(IMethodSymbol method, WellKnownTypes types) =>
        method.IsMember(types.IntervalNotifier, MemberNames.Remove) || method.IsMember(types.IntervalNotifier, MemberNames.RemoveAsync)
        || method.IsMember(types.IntervalNotifier, MemberNames.TryRemove);

    // A helper for callbacks and others alike: it removes later in the one case, or is told by a parameter.
    private static bool AsksWhoCalls(IInvocationOperation invocation, IMethodSymbol method, DriverCode driver)
    {
        for (IOperation at = invocation; at.Parent is { } parent; at = parent)
        {
            if (parent is IConditionalOperation conditional && conditional.Condition != at && MentionsParameter(conditional.Condition, method))
                return true;
        }

        var body = Enclosing.Body(invocation).Syntax;
        return driver.CallsOf(MemberNames.RemoveLater).Any(other =>
            other.TargetMethod.IsMember(driver.Types.IntervalNotifier, MemberNames.RemoveLater) && other.Syntax.SyntaxTree == body.SyntaxTree && body.Span.Contains(other.Syntax.Span));
    }

    private static bool MentionsParameter(IOperation condition, IMethodSymbol method) =>
        condition.DescendantsAndSelf().Any(operation =>
            operation is IParameterReferenceOperation reference
            && SymbolEqualityComparer.Default.Equals(reference.Parameter.ContainingSymbol, method));
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>3001: a callback removes its own notifier. Another notifier may belong to another space, where that is legal.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RemoveInCallbackAnalyzer : CallbackAnalyzer
{
    /// <summary>Creates the analyzer.</summary>
    public RemoveInCallbackAnalyzer()
        : base(CallbackRules.RemoveInCallback, OperationKind.Invocation)
    {
    }

    private protected override string? Forbidden(IOperation operation, IMethodSymbol method, WellKnownTypes types)
    {
        var invocation = (IInvocationOperation)operation;
        return invocation.Instance is IInstanceReferenceOperation
            && Removes(invocation.TargetMethod, types)
            && (method.IsCallback(types) || !AsksWhoCalls(invocation, method, types))
            ? invocation.TargetMethod.Name
            : null;
    }

    private static bool Removes(IMethodSymbol method, WellKnownTypes types) =>
        method.IsMember(types.IntervalNotifier, MemberNames.Remove) || method.IsMember(types.IntervalNotifier, MemberNames.RemoveAsync);

    // A helper for callbacks and others alike: it removes later in the one case, or is told by a parameter.
    private static bool AsksWhoCalls(IInvocationOperation invocation, IMethodSymbol method, WellKnownTypes types)
    {
        for (IOperation at = invocation; at.Parent is { } parent; at = parent)
        {
            if (parent is IConditionalOperation conditional && conditional.Condition != at && MentionsParameter(conditional.Condition, method))
                return true;
        }

        return Enclosing.Body(invocation).Descendants().Any(operation =>
            operation is IInvocationOperation other && other.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.RemoveLater));
    }

    private static bool MentionsParameter(IOperation condition, IMethodSymbol method) =>
        condition.DescendantsAndSelf().Any(operation =>
            operation is IParameterReferenceOperation reference
            && SymbolEqualityComparer.Default.Equals(reference.Parameter.ContainingSymbol, method));
}

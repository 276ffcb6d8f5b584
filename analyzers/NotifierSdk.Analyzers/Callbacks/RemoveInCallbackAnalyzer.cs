using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;

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

    private protected override string? Forbidden(IOperation operation, IMethodSymbol method, SdkSymbols sdk)
    {
        var invocation = (IInvocationOperation)operation;
        return invocation.Instance is IInstanceReferenceOperation
            && Removes(invocation.TargetMethod, sdk)
            && (sdk.IsCallback(method) || !AsksWhoCalls(invocation, method, sdk))
            ? invocation.TargetMethod.Name
            : null;
    }

    private static bool Removes(IMethodSymbol method, SdkSymbols sdk) =>
        SdkSymbols.IsMember(method, sdk.IntervalNotifier, "Remove") || SdkSymbols.IsMember(method, sdk.IntervalNotifier, "RemoveAsync");

    // A helper for callbacks and others alike: it removes later in the one case, or is told by a parameter.
    private static bool AsksWhoCalls(IInvocationOperation invocation, IMethodSymbol method, SdkSymbols sdk)
    {
        for (IOperation at = invocation; at.Parent is { } parent; at = parent)
        {
            if (parent is IConditionalOperation conditional && conditional.Condition != at && MentionsParameter(conditional.Condition, method))
                return true;
        }

        return Enclosing.Body(invocation).Descendants().Any(operation =>
            operation is IInvocationOperation other && SdkSymbols.IsMember(other.TargetMethod, sdk.IntervalNotifier, "RemoveLater"));
    }

    private static bool MentionsParameter(IOperation condition, IMethodSymbol method) =>
        condition.DescendantsAndSelf().Any(operation =>
            operation is IParameterReferenceOperation reference
            && SymbolEqualityComparer.Default.Equals(reference.Parameter.ContainingSymbol, method));
}

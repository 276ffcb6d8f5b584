using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>3005: a callback throws, and no catch in it takes that. Helpers are not looked into: their callers may catch.</summary>
internal sealed class ThrowInCallback() : ForbiddenInCallback(CallbackRules.ThrowInCallback)
{
    protected override string? Forbidden(IOperation operation, IMethodSymbol method, DriverCode driver)
    {
        if (!method.IsCallback(driver.Types))
            return null;
        var what = operation switch
        {
            IThrowOperation { Exception: { } thrown } => IsProofOfTheImpossible(thrown) ? null : "throw",
            IThrowOperation => PassesOnItsOwn(operation) ? "throw" : null,
            _ when ThrowIf(operation) is { } name => name,
            _ => null,
        };
        return what is not null && !IsCaught(operation) ? what : null;
    }

    private static string? ThrowIf(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { IsStatic: true } or { Name: "ThrowIfCancellationRequested" } } call
        && call.TargetMethod.Name.StartsWith("ThrowIf", StringComparison.Ordinal) ? call.TargetMethod.Name : null;

    // What a catch throws again would have left without it as well, unless the callback threw it inside.
    private static bool PassesOnItsOwn(IOperation rethrow)
    {
        for (var at = rethrow; at.Parent is { } parent; at = parent)
        {
            if (parent is ITryOperation { Body: var body } && at is ICatchClauseOperation)
                return body.Descendants().Any(inside => inside is IThrowOperation || ThrowIf(inside) is not null);
        }

        return false;
    }

    // The arm of a switch that the author knows nothing to reach.
    private static bool IsProofOfTheImpossible(IOperation thrown) =>
        thrown.DescendantsAndSelf().Any(part => part is IObjectCreationOperation { Type.Name: "UnreachableException" });

    private static bool IsCaught(IOperation operation)
    {
        for (var at = operation; at.Parent is { } parent; at = parent)
        {
            if (parent is ITryOperation { Catches.Length: > 0 } guarded && guarded.Body == at)
                return true;
        }

        return false;
    }
}

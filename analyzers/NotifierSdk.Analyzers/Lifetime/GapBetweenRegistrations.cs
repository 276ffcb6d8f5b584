using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>5007: a callback removes its notifier and then inserts another one, with an instant in between in which nobody listens.</summary>
internal sealed class GapBetweenRegistrations() : ForbiddenInCallback(LifetimeRules.GapBetweenRegistrations)
{
    // The other way round there is no gap, only an instant in which both listen.
    protected override string? Forbidden(IOperation operation, IMethodSymbol method, DriverCode driver) =>
        operation is IInvocationOperation insert
        && insert.TargetMethod.IsMember(driver.Types.AddressSpace, MemberNames.Insert)
        && Statement(insert) is { Parent: IBlockOperation block } statement
        && block.Operations.TakeWhile(earlier => earlier != statement).Any(earlier => RemovesLater(earlier, driver.Types))
            ? MemberNames.RemoveLater
            : null;

    private static bool RemovesLater(IOperation statement, WellKnownTypes types) =>
        statement is IExpressionStatementOperation { Operation: IInvocationOperation { Instance: IInstanceReferenceOperation } call }
        && call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.RemoveLater);

    private static IOperation? Statement(IOperation operation)
    {
        while (operation.Parent is { } parent and not IBlockOperation)
            operation = parent;
        return operation;
    }
}

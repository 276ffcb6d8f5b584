using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>3006: a callback calls an <c>async void</c> method, whose rest runs when the callback has returned and nobody waits for it.</summary>
internal sealed class AsyncVoidInCallback() : ForbiddenInCallback(CallbackRules.AsyncVoidInCallback)
{
    protected override string? Forbidden(IOperation operation, IMethodSymbol method, DriverCode driver) =>
        operation is IInvocationOperation { TargetMethod: { IsAsync: true, ReturnsVoid: true } target } ? target.Name : null;
}

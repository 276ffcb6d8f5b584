using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>
/// A rule on what runs in a callback: in the callback itself, or in a method of the same type that it calls. A rule says of single operations whether
/// they are forbidden; this class says whether they run in a callback, and names the way there.
/// </summary>
internal abstract class ForbiddenInCallback(DiagnosticDescriptor descriptor) : CallbackRule(descriptor)
{
    /// <summary>Property of a diagnostic whose method nothing but callbacks leads to.</summary>
    public const string OnlyForCallbacks = nameof(OnlyForCallbacks);

    public sealed override void Check(DriverCode driver, Action<Diagnostic> report)
    {
        foreach (var (operation, method) in driver.Operations)
        {
            if (method is null)
                continue;
            string? through = null;
            var what = Forbidden(operation, method, driver);
            if (what is null && operation is IInvocationOperation call && (what = HandedOver.CalledBy(call, driver.Type).FirstOrDefault(name => IsForbidden(name, driver))) is not null)
                through = call.TargetMethod.Name;
            if (what is null)
                continue;
            var way = driver.Calls.WayFromCallback(method);
            if (way.Count == 0)
                continue;
            var properties = ImmutableDictionary<string, string?>.Empty;
            if (driver.Calls.IsOnlyForCallbacks(method))
                properties = properties.Add(OnlyForCallbacks, null);
            report(Diagnostic.Create(
                Descriptor, operation.Syntax.GetLocation(), additionalLocations: null, properties, what, string.Join(" → ", way.Select(step => step.Name).Concat(through is null ? [] : [through]))));
        }
    }

    /// <summary>Whether another type must not call a method of that name on the object, when a callback has handed the object to it.</summary>
    protected virtual bool IsForbidden(string method, DriverCode driver) => false;

    /// <summary>What is forbidden about the operation, as the first argument of the rule's message; null if nothing is.</summary>
    protected abstract string? Forbidden(IOperation operation, IMethodSymbol method, DriverCode driver);
}

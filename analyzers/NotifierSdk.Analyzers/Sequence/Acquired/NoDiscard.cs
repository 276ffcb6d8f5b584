using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Analyzers.Shape;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;

namespace NotifierSdk.Analyzers.Sequence.Acquired;

/// <summary>2016: an annotated fault whose Collect acquires something, and that names no Discard to undo it where the fault collides.</summary>
internal sealed class NoDiscard() : FlowRule(SequenceRules.NotUndone)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            foreach (var fault in DriverShapes.Of(notifier, type.Types, type.CancellationToken)?.Faults ?? [])
            {
                if (fault is { Collect.Method: var collect, Discard: null, CollectedType: { } collected } && Acquired(collect, collected, type) is { } name
                    && WellKnownTypes.Find(fault.EntryPoint, type.Types.Fault) is { } attribute)
                {
                    report(Explained(Attributes.LocationOf(attribute, ArgumentNames.Collect, fault.EntryPoint), Clause.Of("collected", collect.Locations), name, "name a Discard"));
                }
            }
        }
    }

    private static string? Acquired(IMethodSymbol collect, ITypeSymbol collected, TypeFlow type)
    {
        if (Acquisition.CounterpartsOf(collect, type.Bodies.Find(collect) is null ? null : collect.ContainingType).Count > 0)
            return collect.Name;
        if (type.Bodies.Find(collect) is not { } body)
            return null;
        return body.Operations
            .Select(operation => Acquisition.Of(operation, body, type))
            .OfType<Acquisition>()
            .FirstOrDefault(acquired => (!acquired.IsDisposable || CanCarry(collected, acquired.Value.Type!)) && !IsGivenBack(acquired, body) && !Custody.IsKept(acquired.Value, body))
            ?.Name;
    }

    private static bool CanCarry(ITypeSymbol collected, ITypeSymbol acquired) => collected.SelfAndHeld().Any(held => Is(acquired, held));

    private static bool Is(ITypeSymbol type, ITypeSymbol wanted)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(at, wanted))
                return true;
        }

        return type.AllInterfaces.Contains(wanted, SymbolEqualityComparer.Default);
    }

    private static bool IsGivenBack(Acquisition acquired, Body body) => body.SelfAndNested.Any(each => each.Operations
        .OfType<IInvocationOperation>()
        .Any(call => acquired.IsUndoneBy(call)
            || (acquired.IsDisposable && call.TargetMethod.Name is "Dispose" or "DisposeAsync" && call.Instance is { } disposed && each.Resolve(disposed) == acquired.Value)));
}

using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape;

/// <summary>One [Fault] of a driver.</summary>
/// <param name="EntryPoint">The author's half of the partial method.</param>
internal sealed class FaultShape(IMethodSymbol entryPoint)
{
    public IMethodSymbol EntryPoint { get; } = entryPoint;

    /// <summary>How its outcome is told.</summary>
    public FaultFlavour Flavour { get; set; }

    /// <summary>What it is wrapped in.</summary>
    public FaultWrapper Wrapper { get; set; }

    /// <summary>Whether it is awaited.</summary>
    public bool IsAsynchronous => Wrapper != FaultWrapper.None;

    /// <summary>What Commit returns for it; null unless the flavour is <see cref="FaultFlavour.Result"/>.</summary>
    public ITypeSymbol? ResultType { get; set; }

    /// <summary>Its one range, or the one that is marked, unless <see cref="Range"/> computes that.</summary>
    public IParameterSymbol? RangeParameter { get; set; }

    public IParameterSymbol? CancellationParameter { get; set; }

    public StepShape? Range { get; set; }

    public StepShape? Collect { get; set; }

    public CollectForm CollectForm { get; set; }

    /// <summary>What is collected; null if nothing is.</summary>
    public ITypeSymbol? CollectedType { get; set; }

    public StepShape? Commit { get; set; }

    public StepShape? Discard { get; set; }

    public int MaxAttempts { get; set; } = 64;

    /// <summary>How many attempts may collide before what is collected is collected under the lock; -1 for ever.</summary>
    public int ExclusiveAfter { get; set; } = -1;

    public int TimeoutMilliseconds { get; set; } = -1;

    /// <summary>Whether C# lets another file implement it: it is a partial method without body in types that are all partial.</summary>
    public bool CanBeImplemented { get; set; }
}

internal enum FaultFlavour
{
    /// <summary>It returns the FaultStatus.</summary>
    Status,

    /// <summary>It returns the FaultOutcome: the status, and why.</summary>
    Outcome,

    /// <summary>It returns whether it completed.</summary>
    Success,

    /// <summary>It returns nothing, and throws unless it completed.</summary>
    Nothing,

    /// <summary>It returns what Commit returned, and throws unless it completed.</summary>
    Result,
}

internal enum FaultWrapper
{
    None,
    ValueTask,
    Task,
}

internal enum CollectForm
{
    None,

    /// <summary>It returns what it collected.</summary>
    Value,

    /// <summary>It returns whether there was anything to collect, and that through an out parameter.</summary>
    Try,
}

/// <summary>A method that a fault calls.</summary>
/// <param name="Method">The author's method.</param>
/// <param name="Arguments">One for each parameter.</param>
/// <param name="IsAsynchronous">Whether the call is awaited.</param>
internal sealed record StepShape(IMethodSymbol Method, IReadOnlyList<StepArgument> Arguments, bool IsAsynchronous)
{
    public CallForm Form { get; init; }
}

/// <summary>What a call says so that C# chooses the method that is meant, and no other of its name.</summary>
internal enum CallForm
{
    /// <summary>The arguments in their order.</summary>
    Plain,

    /// <summary>The names of the parameters, too: no other method takes these.</summary>
    Named,

    /// <summary>Names and types: another takes the same names.</summary>
    Typed,
}

/// <param name="Source">Where the value comes from.</param>
/// <param name="Parameter">The step's parameter.</param>
/// <param name="EntryParameter">The entry point's parameter of the same name, for <see cref="StepArgumentSource.EntryPoint"/>.</param>
internal sealed record StepArgument(StepArgumentSource Source, IParameterSymbol Parameter, IParameterSymbol? EntryParameter = null)
{
    /// <summary>Whether the argument is of that very type. What was collected has the other one.</summary>
    public bool IsOf(ITypeSymbol type, ITypeSymbol? collected) => Source switch
    {
        StepArgumentSource.EntryPoint => SymbolEqualityComparer.Default.Equals(EntryParameter!.Type, type),
        StepArgumentSource.Collected => SymbolEqualityComparer.Default.Equals(collected, type),
        _ => true,
    };

    /// <summary>Whether the argument is a variable of that very type, which can be passed with the word in.</summary>
    public bool IsVariableOf(ITypeSymbol type, ITypeSymbol? collected) => Source != StepArgumentSource.Cancellation && IsOf(type, collected);
}

internal enum StepArgumentSource
{
    EntryPoint,
    Cancellation,
    Section,

    /// <summary>Why there is nothing to collect: out of a Collect that tries.</summary>
    Reason,

    /// <summary>What Collect collected: into Commit and Discard, out of a Collect that tries.</summary>
    Collected,
}

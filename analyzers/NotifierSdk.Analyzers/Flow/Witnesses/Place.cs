using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace NotifierSdk.Analyzers.Flow.Witnesses;

/// <summary>A point of one path.</summary>
/// <param name="Flow">The body that it is in.</param>
/// <param name="Block">The block, or the one that returned.</param>
/// <param name="Step">The step that comes next; as many as the block has where only its branch is left.</param>
/// <param name="Bit">The automaton's state and the conditions' truth, as the number of a bit of the engine's mask.</param>
/// <param name="Onward">Inside a finally region, where the path goes behind it.</param>
/// <param name="Returned">Behind a return, the value; true if it is no boolean.</param>
internal sealed record Place(BodyFlow Flow, BasicBlock Block, int Step, int Bit, Onward? Onward, bool? Returned = null)
{
    /// <summary>The operation that comes next.</summary>
    public IOperation? Operation => Returned is null && Flow.Body.StepsOf(Block) is var steps && Step < steps.Length ? steps[Step] : null;
}

/// <summary>Where a path goes when a finally region has run: the graph does not connect it with the branches that run it.</summary>
internal abstract record Onward
{
    /// <summary>The same for the finally region around, if it stands in one.</summary>
    public abstract Onward? Around { get; init; }
}

/// <summary>Further along the branch that leaves through it.</summary>
/// <param name="From">The block that the branch leaves.</param>
/// <param name="Branch">The branch.</param>
/// <param name="Finally">The number of the region among those that the branch leaves through.</param>
/// <param name="Value">The value that is returned, if the branch returns one.</param>
internal sealed record AlongBranch(BasicBlock From, ControlFlowBranch Branch, int Finally, bool Value, Onward? Around) : Onward;

/// <summary>Outwards with an exception.</summary>
/// <param name="Whole">The try with its finally.</param>
internal sealed record WithException(ControlFlowRegion Whole, Onward? Around) : Onward;

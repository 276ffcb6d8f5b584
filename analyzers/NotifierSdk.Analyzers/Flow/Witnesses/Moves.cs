using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow.Witnesses;

/// <summary>
/// Where each path goes next. What the engine does to whole masks (<see cref="RegionFlow"/>) is done here to one path alone, so that it can be told: a finally region is
/// walked through, and what follows it is kept beside the place. Helpers are entered, or stepped over by their tables.
/// </summary>
internal sealed class Moves(FlowEngine engine, ISet<Body> entered)
{
    private readonly Dictionary<BasicBlock, IOperation?[]> _deciders = [];
    private List<Move> _moves = [];

    /// <summary>The places at the start of a body. Conditions that the body has not are false.</summary>
    public IEnumerable<Place> Enter(Body body, ulong states)
    {
        var flow = engine.FlowOf(body);
        return Bits.Of(flow.Conditions.Unasked(engine.Space.Unfold(states))).Select(bit => new Place(flow, body.Graph.Blocks[0], 0, bit, null));
    }

    public IReadOnlyList<Move> From(Place place)
    {
        _moves = [];
        if (place.Operation is { } step)
            Take(place, step);
        else if (place.Returned is null)
            Leave(place);
        return _moves;
    }

    private void Take(Place place, IOperation step)
    {
        var (flow, mask) = (place.Flow, 1UL << place.Bit);
        if (engine.Callee(step, flow.Body) is { } callee && entered.Contains(callee))
        {
            foreach (var start in Enter(callee, engine.Space.Fold(mask)))
                Add(start, MoveKind.Call);
        }

        var decides = engine.Decides(step, flow.Body);
        var decider = DecidersOf(place)[place.Step];
        foreach (var bit in Bits.Of(flow.Take(step, mask, ref decider)))
            Add(place with { Step = place.Step + 1, Bit = bit }, decides ? MoveKind.Branch : MoveKind.Step, StateSpace.Where(1UL << bit, StateSpace.DecidedValue, true) != 0);
        var (thrown, escaped) = flow.Throws(step, mask);
        foreach (var bit in Bits.Of(thrown | escaped))
            Raise(place, bit, place.Block.EnclosingRegion, place.Onward, MoveKind.Throw);
    }

    private void Leave(Place place)
    {
        var block = place.Block;
        if (block.ConditionalSuccessor is { } conditional)
        {
            var jumpsWhen = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            Leave(place, conditional, jumpsWhen);
            Leave(place, block.FallThroughSuccessor, !jumpsWhen);
        }
        else
        {
            Leave(place, block.FallThroughSuccessor, null);
        }
    }

    private void Leave(Place place, ControlFlowBranch? branch, bool? value)
    {
        if (branch is not null && RegionFlow.JumpsOutOfFinally(place.Block, branch))
            return;
        var mask = value is { } turnedOut ? RegionFlow.Decide(place.Flow, place.Block, 1UL << place.Bit, turnedOut) : 1UL << place.Bit;
        var kind = value is null ? MoveKind.Go : MoveKind.Branch;
        foreach (var bit in Bits.Of(mask))
        {
            switch (branch?.Semantics)
            {
                case ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return when Body.IsReturn(branch):
                    Return(place with { Bit = bit }, branch);
                    break;
                case ControlFlowBranchSemantics.Regular:
                    Follow(place.Flow, bit, new AlongBranch(place.Block, branch, 0, false, place.Onward), kind, value == true);
                    break;
                case ControlFlowBranchSemantics.StructuredExceptionHandling when place.Onward is AlongBranch along && place.Block.EnclosingRegion.Kind != ControlFlowRegionKind.Filter:
                    Follow(place.Flow, bit, along with { Finally = along.Finally + 1 }, kind, value == true);
                    break;
                case ControlFlowBranchSemantics.StructuredExceptionHandling when place.Onward is WithException thrown && place.Block.EnclosingRegion.Kind != ControlFlowRegionKind.Filter:
                    Raise(place, bit, thrown.Whole.EnclosingRegion, thrown.Around, kind);
                    break;
                case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                    Raise(place, bit, place.Block.EnclosingRegion, place.Onward, kind);
                    break;
            }
        }
    }

    private void Return(Place place, ControlFlowBranch branch)
    {
        var isBoolean = place.Block.BranchValue?.Type?.SpecialType == SpecialType.System_Boolean;
        foreach (var value in isBoolean ? new[] { true, false } : [true])
        {
            foreach (var bit in Bits.Of(isBoolean ? place.Flow.Assume(place.Block, 1UL << place.Bit, value) : 1UL << place.Bit))
                Follow(place.Flow, bit, new AlongBranch(place.Block, branch, 0, value, place.Onward), isBoolean ? MoveKind.Branch : MoveKind.Go, value);
        }
    }

    private void Follow(BodyFlow flow, int bit, AlongBranch along, MoveKind kind, bool value)
    {
        if (along.Finally < along.Branch.FinallyRegions.Length)
            Add(new Place(flow, flow.Body.Graph.Blocks[along.Branch.FinallyRegions[along.Finally].FirstBlockOrdinal], 0, bit, along), kind, value);
        else if (Body.IsReturn(along.Branch))
            Add(new Place(flow, along.From, 0, bit, null, along.Value), kind, value);
        else
            Turn(flow, bit, along, kind, value);
    }

    private void Turn(BodyFlow flow, int bit, AlongBranch along, MoveKind kind, bool value)
    {
        var mask = Body.IsTurn(along.From, along.Branch) ? flow.Conditions.NextTurn(1UL << bit) : 1UL << bit;
        foreach (var next in Bits.Of(mask))
            Add(new Place(flow, along.Branch.Destination!, 0, next, along.Around), kind, value);
    }

    /// <summary>Outwards, to each catch that may take it and through the next finally.</summary>
    private void Raise(Place place, int bit, ControlFlowRegion? from, Onward? onward, MoveKind kind)
    {
        // The root of a lambda's graph stands in the regions of the graph around.
        for (; from is not null && from != place.Flow.Body.Graph.Root; from = from.EnclosingRegion)
        {
            if (from.Kind == ControlFlowRegionKind.Finally)
                onward = onward?.Around; // the exception replaces what brought the path here
            if (from.Kind != ControlFlowRegionKind.Try)
                continue;
            var whole = from.EnclosingRegion!;
            if (whole.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                Add(new Place(place.Flow, place.Flow.Body.Graph.Blocks[whole.NestedRegions[1].FirstBlockOrdinal], 0, bit, new WithException(whole, onward)), kind);
                return;
            }

            foreach (var handler in RegionFlow.Handlers(whole))
                Add(new Place(place.Flow, place.Flow.Body.Graph.Blocks[handler.FirstBlockOrdinal], 0, bit, onward), kind);
            if (RegionFlow.Handlers(whole).Any(RegionFlow.TakesAll))
                return;
        }
    }

    private void Add(Place to, MoveKind kind, bool value = false) => _moves.Add(new Move(to, kind, value));

    // For each step of a block the last one before it that decided.
    private IOperation?[] DecidersOf(Place place)
    {
        if (!_deciders.TryGetValue(place.Block, out var deciders))
        {
            var steps = place.Flow.Body.StepsOf(place.Block);
            _deciders.Add(place.Block, deciders = new IOperation?[steps.Length]);
            for (var i = 1; i < steps.Length; i++)
                deciders[i] = engine.Decides(steps[i - 1], place.Flow.Body) ? steps[i - 1] : deciders[i - 1];
        }

        return deciders;
    }
}

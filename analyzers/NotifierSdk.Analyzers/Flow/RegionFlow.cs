using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// The paths through one region that is entered at its start: a whole body, or a finally region, which the graph does not connect with the branches that
/// run it. Catches are entered from every step of their try that may throw; the graph does not show those edges either.
/// </summary>
internal sealed class RegionFlow(BodyFlow flow, ControlFlowRegion region)
{
    private readonly ulong[] _reached = new ulong[region.LastBlockOrdinal - region.FirstBlockOrdinal + 1];
    private readonly bool[] _isPending = new bool[region.LastBlockOrdinal - region.FirstBlockOrdinal + 1];
    private Dictionary<(ControlFlowRegion Left, bool IsThrown), ulong>? _raised;
    private Dictionary<ControlFlowRegion, ulong>? _thrownInto;
    private int _firstPending;

    /// <summary>The mask at the end of a finally region.</summary>
    public ulong Completed { get; private set; }

    /// <summary>The states in which the body returns.</summary>
    public Outcome Returned { get; private set; }

    /// <summary>The mask with which a throw statement leaves the region.</summary>
    public ulong Thrown { get; private set; }

    /// <summary>The mask with which any other exception may leave it.</summary>
    public ulong Escaped { get; private set; }

    public void Run(ulong mask)
    {
        Reach(region.FirstBlockOrdinal, mask);
        while (Next() is { } block)
            Pass(block);
    }

    // Forwards: most loops and branches have then met before what follows them is passed.
    private BasicBlock? Next()
    {
        for (; _firstPending < _isPending.Length; _firstPending++)
        {
            if (!_isPending[_firstPending])
                continue;
            _isPending[_firstPending] = false;
            return flow.Body.Graph.Blocks[region.FirstBlockOrdinal + _firstPending];
        }

        return null;
    }

    private void Reach(int block, ulong mask)
    {
        var index = block - region.FirstBlockOrdinal;
        mask = StateSpace.Undecided(mask);
        if ((mask & ~_reached[index]) == 0)
            return;
        _reached[index] |= mask;
        _isPending[index] = true;
        _firstPending = Math.Min(_firstPending, index);
        flow.Reach(block, mask);
    }

    private void Pass(BasicBlock block)
    {
        flow.Spend(1 + flow.EffectsOf(block).Length);
        var mask = Through(block, _reached[block.Ordinal - region.FirstBlockOrdinal]);
        if (block.ConditionalSuccessor is { } conditional)
        {
            var jumpsWhen = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            Leave(block, conditional, Decide(flow, block, mask, jumpsWhen));
            Leave(block, block.FallThroughSuccessor, Decide(flow, block, mask, !jumpsWhen));
        }
        else
        {
            Leave(block, block.FallThroughSuccessor, mask);
        }
    }

    private ulong Through(BasicBlock block, ulong mask)
    {
        IOperation? decider = null;
        var escaped = 0UL; // what one step raises, a second one need not
        foreach (var effect in flow.EffectsOf(block))
        {
            if (effect.Callee is not null)
                Throw(effect, mask, block.EnclosingRegion);
            else if (effect.MayThrow && (mask & ~escaped) != 0)
                Raise(escaped = mask, isThrown: false, block.EnclosingRegion);
            mask = flow.Take(effect, mask, ref decider);
        }

        return mask;
    }

    /// <summary>What is left of the mask if the block's branch turns out so. The finally of a lock statement asks whether the lock was taken: on every path that gets there it was.</summary>
    public static ulong Decide(BodyFlow flow, BasicBlock block, ulong mask, bool value) =>
        LockShapes.AsksWhetherTaken(block) ? (value ? mask : 0) : flow.Assume(block, mask, value);

    /// <summary>Whether the branch leaves the block of a finally by a jump, which the compiler forbids: no path goes that way.</summary>
    public static bool JumpsOutOfFinally(BasicBlock block, ControlFlowBranch branch)
    {
        if (branch.Destination is not { } to || to.EnclosingRegion == block.EnclosingRegion)
            return false;
        ControlFlowRegion? around = block.EnclosingRegion;
        while (around is { Kind: not (ControlFlowRegionKind.Finally or ControlFlowRegionKind.Root) })
            around = around.EnclosingRegion;
        return around is { Kind: ControlFlowRegionKind.Finally } && (to.Ordinal < around.FirstBlockOrdinal || to.Ordinal > around.LastBlockOrdinal);
    }

    private void Leave(BasicBlock block, ControlFlowBranch? branch, ulong mask)
    {
        if (branch is null || mask == 0 || JumpsOutOfFinally(block, branch))
            return;
        switch (branch.Semantics)
        {
            case ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return when Body.IsReturn(branch):
                Return(block, branch, mask);
                break;
            case ControlFlowBranchSemantics.Regular:
                mask = RunFinallys(branch, mask);
                Reach(branch.Destination!.Ordinal, Body.IsTurn(block, branch) ? flow.Conditions.NextTurn(mask) : mask);
                break;
            case ControlFlowBranchSemantics.StructuredExceptionHandling when block.EnclosingRegion.Kind != ControlFlowRegionKind.Filter:
                Completed |= StateSpace.Undecided(mask); // a filter that says no adds nothing to what was raised outwards past its try
                break;
            case ControlFlowBranchSemantics.Throw:
                Raise(mask, isThrown: true, block.EnclosingRegion);
                break;
            case ControlFlowBranchSemantics.Rethrow:
                var thrown = mask & ThrownInto(block.EnclosingRegion);
                Raise(thrown, isThrown: true, block.EnclosingRegion);
                Raise(mask & ~thrown, isThrown: false, block.EnclosingRegion);
                break;
        }
    }

    private void Return(BasicBlock block, ControlFlowBranch branch, ulong mask)
    {
        if (flow.Body.Answer is { } answer)
        {
            var (isSo, isNotSo) = flow.Conditions.SplitBy(answer, RunFinallys(branch, mask));
            Returned |= flow.Return(block, isSo, isNotSo);
            return;
        }

        var isBoolean = block.BranchValue?.Type?.SpecialType == SpecialType.System_Boolean;
        var whenTrue = RunFinallys(branch, isBoolean ? flow.Assume(block, mask, true) : mask);
        var whenFalse = RunFinallys(branch, isBoolean ? flow.Assume(block, mask, false) : mask);
        Returned |= flow.Return(block, whenTrue, whenFalse);
    }

    private ulong RunFinallys(ControlFlowBranch branch, ulong mask)
    {
        foreach (var left in branch.FinallyRegions)
            mask = RunFinally(left, mask);
        return mask;
    }

    private ulong RunFinally(ControlFlowRegion left, ulong mask)
    {
        var (completed, thrown, escaped) = (0UL, 0UL, 0UL);
        mask = StateSpace.Undecided(mask);
        for (var index = 0; mask != 0; index++, mask >>= 1)
        {
            if ((mask & 1) == 0)
                continue;
            var row = flow.Finally(left, index);
            completed |= row.Completed;
            thrown |= row.Thrown;
            escaped |= row.Escaped;
        }

        Raise(thrown, isThrown: true, left.EnclosingRegion);
        Raise(escaped, isThrown: false, left.EnclosingRegion);
        return completed;
    }

    private void Throw(Effect effect, ulong mask, ControlFlowRegion from)
    {
        var (thrown, escaped) = flow.Throws(effect, mask);
        Raise(thrown, isThrown: true, from);
        Raise(escaped, isThrown: false, from);
    }

    /// <summary>Carries an exception outwards, through catches and finallys, until somebody takes it for certain or it leaves the region.</summary>
    private void Raise(ulong mask, bool isThrown, ControlFlowRegion? from)
    {
        for (; from is not null && from != region && mask != 0; from = from.EnclosingRegion)
        {
            if (from.Kind != ControlFlowRegionKind.Try)
                continue;
            mask = New(from, isThrown, mask); // each way out is walked once: a finally that throws would double it at every level
            var whole = from.EnclosingRegion!;
            if (whole.Kind == ControlFlowRegionKind.TryAndFinally)
                mask = RunFinally(whole.NestedRegions[1], mask);
            else if (IsTaken(whole, mask, isThrown))
                return;
        }

        if (isThrown)
            Thrown |= mask;
        else
            Escaped |= mask;
    }

    private ulong New(ControlFlowRegion left, bool isThrown, ulong mask)
    {
        _raised ??= [];
        _raised.TryGetValue((left, isThrown), out var known);
        _raised[(left, isThrown)] = known | mask;
        return mask & ~known;
    }

    private bool IsTaken(ControlFlowRegion tryAndCatch, ulong mask, bool isThrown)
    {
        foreach (var handler in Handlers(tryAndCatch))
        {
            if (isThrown)
                MarkThrown(handler, mask);
            Reach(handler.FirstBlockOrdinal, mask);
        }

        return Handlers(tryAndCatch).Any(TakesAll);
    }

    // A catch that throws again what an operation raised is no throw of the author's.
    private void MarkThrown(ControlFlowRegion handler, ulong mask)
    {
        _thrownInto ??= [];
        _thrownInto.TryGetValue(handler, out var known);
        mask = StateSpace.Undecided(mask);
        if ((mask & ~known) == 0)
            return;
        _thrownInto[handler] = known | mask;
        for (var block = handler.FirstBlockOrdinal; block <= handler.LastBlockOrdinal; block++)
        {
            if (_reached[block - region.FirstBlockOrdinal] == 0)
                continue;
            _isPending[block - region.FirstBlockOrdinal] = true; // what it throws again was passed as something else
            _firstPending = Math.Min(_firstPending, block - region.FirstBlockOrdinal);
        }
    }

    private ulong ThrownInto(ControlFlowRegion? handler)
    {
        for (; handler is not null; handler = handler.EnclosingRegion)
        {
            if (handler.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler)
                return _thrownInto is not null && _thrownInto.TryGetValue(handler, out var thrown) ? thrown : 0;
        }

        return 0;
    }

    /// <summary>Where an exception can be taken.</summary>
    public static IEnumerable<ControlFlowRegion> Handlers(ControlFlowRegion tryAndCatch) =>
        tryAndCatch.NestedRegions.Where(region => region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler);

    /// <summary>Whether no exception gets past it.</summary>
    public static bool TakesAll(ControlFlowRegion handler) => handler.Kind == ControlFlowRegionKind.Catch && handler.ExceptionType is
        null
        or { SpecialType: SpecialType.System_Object }
        or { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}

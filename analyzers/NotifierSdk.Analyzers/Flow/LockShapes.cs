using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>The shapes that the compiler gives lock statements in the flow graph.</summary>
internal static class LockShapes
{
    /// <summary>Whether the block is the one in the finally of <c>lock (object)</c> that asks a variable of the compiler's own whether the lock was taken.</summary>
    public static bool AsksWhetherTaken(BasicBlock block) =>
        block.BranchValue is ILocalReferenceOperation { IsImplicit: true, Local.IsImplicitlyDeclared: true }
        && block.EnclosingRegion.Kind == ControlFlowRegionKind.Finally;
}

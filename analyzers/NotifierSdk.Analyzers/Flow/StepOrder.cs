using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>Flattens the trees of a block into the order in which they run: operands before what uses them.</summary>
internal static class StepOrder
{
    public static IOperation[] Of(BasicBlock block)
    {
        var steps = new List<IOperation>();
        foreach (var operation in block.Operations)
            Append(operation, steps);
        if (block.BranchValue is { } value)
            Append(value, steps);
        return [.. steps];
    }

    // Without recursion: an expression may be thousands of operators deep.
    private static void Append(IOperation root, List<IOperation> steps)
    {
        var open = new Stack<(IOperation Operation, bool AreOperandsDone)>();
        open.Push((root, false));
        while (open.Count > 0)
        {
            var (operation, areOperandsDone) = open.Pop();
            if (areOperandsDone)
            {
                steps.Add(operation);
                continue;
            }

            open.Push((operation, true));
            foreach (var operand in operation.ChildOperations.Reverse())
                open.Push((operand, false));
        }
    }
}

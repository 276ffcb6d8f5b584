using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// How deep code may be before its type is given up on. It is asked before the compiler is asked for a flow graph: the time that the compiler takes for one grows with the
/// cube of the regions in one another, so that no budget that counts our own steps would end it.
/// </summary>
internal static class Depth
{
    private const int MostOperations = 3_000; // operations in one another
    private const int MostRegions = 100; // statements in one another that the compiler makes a try and a finally of

    /// <summary>Walks the code once, with no recursion.</summary>
    /// <exception cref="BudgetSpentException">The code is too deep.</exception>
    public static void Check(IOperation code, CancellationToken cancellationToken)
    {
        var open = new Stack<(IOperation Operation, int Operations, int Regions)>();
        open.Push((code, 1, 0));
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (operation, operations, regions) = open.Pop();
            if (operation is ITryOperation or ILockOperation or IUsingOperation or IUsingDeclarationOperation or IForEachLoopOperation)
                regions++;
            if (operations > MostOperations || regions > MostRegions)
                throw new BudgetSpentException();
            foreach (var child in operation.ChildOperations)
                open.Push((child, operations + 1, regions));
        }
    }
}

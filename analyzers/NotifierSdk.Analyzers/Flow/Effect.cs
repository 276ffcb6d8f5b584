using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>What one operation does to the states of an automaton. Most do nothing.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Callee">The helper that it runs, whose table says what becomes of each state.</param>
/// <param name="Decides">Whether the states after it depend on its boolean value.</param>
/// <param name="MayThrow">Whether a catch must reckon with it throwing; of a helper its table says that, too.</param>
/// <param name="Next">Where it leads from each state; null if it runs a helper, or leaves every state as it is.</param>
/// <param name="Changes">The conditions that it changes, each with its new value if that is known.</param>
internal sealed record Effect(IOperation Operation, Body? Callee, bool Decides, bool MayThrow, Outcome[]? Next, (int Number, IOperation? Value)[] Changes)
{
    /// <summary>Whether it leaves every state as it is.</summary>
    public bool KeepsStates { get; } = Callee is null && !Decides && Next is null;
}

using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>Whether a field was stored to since the method was entered.</summary>
internal sealed class FilledField(IFieldSymbol field) : Automaton
{
    public const int Not = 0;
    public const int Filled = 1;

    public override int StateCount => 2;

    public override Outcome Step(int state, IOperation operation, Body body) =>
        Outcome.To(state == Not && Writes.Of(operation, body).Any(write => SymbolEqualityComparer.Default.Equals(write.Symbol, field)) ? Filled : state);
}

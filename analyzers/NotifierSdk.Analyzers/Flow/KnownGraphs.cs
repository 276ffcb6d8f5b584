using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>The flow graphs that were made, by their code: whoever asks the compiler for one himself gets another, with bodies of its own.</summary>
internal static class KnownGraphs
{
    // Weak: it keeps no code alive.
    private static readonly ConditionalWeakTable<IOperation, ControlFlowGraph> s_byCode = new();

    /// <summary>Null if nobody has added it. Its code is no deeper than <see cref="Depth"/> allows.</summary>
    /// <param name="code">An operation that is in no other.</param>
    public static ControlFlowGraph? Of(IOperation code) => s_byCode.TryGetValue(code, out var graph) ? graph : null;

    public static ControlFlowGraph Add(ControlFlowGraph graph) => s_byCode.GetValue(graph.OriginalOperation, _ => graph);
}

using NotifierSdk.Benchmarks.Reference;

namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>The same operations as <see cref="TreeWorkload"/>, on the red-black tree.</summary>
internal sealed class ReferenceTreeWorkload
{
    private readonly Population _population;
    private readonly RangeNode[] _nodes;
    private readonly RedBlackTree _tree = new();
    private int _next;

    internal ReferenceTreeWorkload(Population population)
    {
        _population = population;
        _nodes = new RangeNode[population.Count];
        foreach (var number in population.Order)
        {
            _nodes[number] = new RangeNode(Population.RangeAt(number)) { Payload = 1 };
            _tree.Insert(_nodes[number]);
        }
    }

    internal ulong Found { get; private set; }

    internal void StabGaps(int operations) => Visit(_population.InGaps, operations);

    internal void StabRanges(int operations) => Visit(_population.InRanges, operations);

    internal void VisitTen(int operations) => Visit(_population.OverTen, operations);

    internal void Churn(int operations)
    {
        var picks = _population.Picks;
        for (var i = 0; i < operations; i++)
        {
            var node = _nodes[picks[_next++ & (picks.Length - 1)]];
            _tree.Remove(node);
            _tree.Insert(node);
        }
    }

    private void Visit(AddressRange[] questions, int operations)
    {
        var tree = _tree;
        var (found, next) = (0UL, _next);
        for (var i = 0; i < operations; i++)
        {
            var question = questions[next++ & (questions.Length - 1)];
            for (var node = tree.First(question.Start, question.Last); node is not null; node = RedBlackTree.Next(node, question.Start, question.Last))
                found += node.Payload;
        }

        Found += found;
        _next = next;
    }
}

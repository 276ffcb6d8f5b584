using NotifierSdk.Tree;

namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>The interval tree with a population in it, and the operations on it in batches.</summary>
internal sealed class TreeWorkload
{
    /// <summary>What a subscription would be: found by a question, then looked at.</summary>
    internal sealed class Subscription
    {
        internal long Id;
        internal ulong Payload;
    }

    private readonly Population _population;
    private readonly Subscription[] _subscriptions;
    private IntervalTree<Subscription> _tree;
    private int _next;
    private long _nextId;
    private Leaf<Subscription>? _spare;

    internal TreeWorkload(Population population)
    {
        _population = population;
        _subscriptions = new Subscription[population.Count];
        var builder = IntervalTree<Subscription>.Empty.ToBuilder();
        foreach (var number in population.Order)
        {
            _subscriptions[number] = new Subscription { Id = _nextId++, Payload = 1 };
            builder.Add(Population.RangeAt(number), _subscriptions[number].Id, _subscriptions[number]);
        }

        _tree = builder.ToTree();
    }

    /// <summary>What was found so far.</summary>
    internal ulong Found { get; private set; }

    internal void StabGaps(int operations) => Visit(_population.InGaps, operations);

    internal void StabRanges(int operations) => Visit(_population.InRanges, operations);

    internal void VisitTen(int operations) => Visit(_population.OverTen, operations);

    /// <summary>Takes one range out and puts it in again as a new subscription, as a space does: others can walk the tree all the time.</summary>
    internal void Churn(int operations)
    {
        var picks = _population.Picks;
        for (var i = 0; i < operations; i++)
        {
            var number = picks[_next++ & (picks.Length - 1)];
            var subscription = _subscriptions[number];
            var range = Population.RangeAt(number);
            Apply(TreeChange<Subscription>.Remove(_tree, range, subscription.Id, ref _spare));
            subscription.Id = _nextId++;
            Apply(TreeChange<Subscription>.Add(_tree, range, subscription.Id, subscription, ref _spare));
        }
    }

    private void Apply(in TreeChange<Subscription> change)
    {
        change.Show();
        Interlocked.Exchange(ref _tree, change.Result);
        change.Recycle(ref _spare); // a space looks first whether anybody walks
    }

    /// <summary>The same, each time into a new tree; those before stay what they are.</summary>
    internal void ChurnTrees(int operations)
    {
        var picks = _population.Picks;
        for (var i = 0; i < operations; i++)
        {
            var number = picks[_next++ & (picks.Length - 1)];
            var subscription = _subscriptions[number];
            var range = Population.RangeAt(number);
            _tree = _tree.Remove(range, subscription.Id);
            subscription.Id = _nextId++;
            _tree = _tree.Add(range, subscription.Id, subscription);
        }
    }

    private void Visit(AddressRange[] questions, int operations)
    {
        var tree = _tree;
        var (found, next) = (0UL, _next);
        for (var i = 0; i < operations; i++)
        {
            foreach (var subscription in tree.Overlapping(questions[next++ & (questions.Length - 1)]))
                found += subscription.Payload;
        }

        Found += found;
        _next = next;
    }
}

// Correct: a write goes to several replicas, and each replica is asked about its own token, under their common lock.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed class ReplicaSet(Func<ulong, ulong> lookup)
{
    private readonly List<Replica> _replicas = [];

    public DriverLock Gate { get; } = new("replicas");

    public Replica Add(AddressSpace space, AddressRange range)
    {
        var replica = new Replica(this);
        space.Insert(replica, range);
        using (Gate.EnterScope())
            _replicas.Add(replica);
        return replica;
    }

    public void Close()
    {
        Replica[] all;
        using (Gate.EnterScope())
        {
            all = [.. _replicas];
            _replicas.Clear();
        }

        foreach (var replica in all)
            replica.Remove();
    }

    public bool Broadcast(AddressRange page)
    {
        Replica[] targets;
        using (Gate.EnterScope())
            targets = [.. _replicas];

        for (var attempt = 0; attempt < 10; attempt++)
        {
            var tokens = targets.Select(replica => replica.ReadBegin(page)).ToArray();
            var frame = lookup(page.Start);
            using (Gate.EnterScope())
            {
                var collided = false;
                for (var i = 0; i < targets.Length; i++)
                    collided |= targets[i].ReadRetry(tokens[i]);
                if (collided)
                    continue;
                foreach (var target in targets)
                    target.Put(page.Start, frame);
                return true;
            }
        }

        return false;
    }

    public sealed class Replica : IntervalNotifier
    {
        private readonly ReplicaSet _set;
        private readonly Dictionary<ulong, ulong> _frames = [];

        internal Replica(ReplicaSet set) => _set = set;

        internal void Put(ulong page, ulong frame) => _frames[page] = frame;

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (!_set.Gate.TryEnter(in invalidation, out var scope))
                return false;
            using (scope)
            {
                SetSeq(invalidation.Sequence);
                var range = invalidation.Overlap;
                foreach (var page in _frames.Keys.Where(page => range.Contains(page)).ToArray())
                    _frames.Remove(page);
                return true;
            }
        }

        protected override void WaitForCommits()
        {
            using (_set.Gate.EnterScope())
            {
            }
        }
    }
}

using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using NotifierSdk.Tree;

namespace NotifierSdk.Runtime.Tests.Tree;

/// <summary>A tree that its owner changes in place: it answers as a list does, keeps its shape, and a walk that is under way misses nothing that stays.</summary>
public class TreeChangeTests
{
    /// <summary>One change to a tree in place, and a question asked after it.</summary>
    public sealed record ChangeStep(bool IsAdd, bool IsTakenBack, bool IsRecycled, AddressRange Range, int Pick, AddressRange Query);

    // Short ranges and a few long ones, so that how far a subtree reaches goes up and down.
    private static readonly Gen<AddressRange> s_range =
        from start in Gen.Choose(0, 400)
        from length in Gen.Frequency((6, Gen.Choose(1, 4)), (1, Gen.Choose(50, 300)))
        select AddressRange.FromLength((ulong)start, (ulong)length);

    private static Gen<ChangeStep> StepOf(int addsIn10) =>
        from add in Gen.Choose(1, 10)
        from takenBack in Gen.Choose(1, 8)
        from recycled in Gen.Choose(1, 2)
        from range in s_range
        from pick in Gen.Choose(0, 1_000_000)
        from query in s_range
        select new ChangeStep(add <= addsIn10, takenBack == 1, recycled == 1, range, pick, query);

    private static readonly Arbitrary<ChangeStep[]> s_steps = Arb.From(
        from growing in StepOf(9).ArrayOf()
        from mixed in StepOf(5).ArrayOf()
        from shrinking in StepOf(1).ArrayOf()
        select (ChangeStep[])[.. growing, .. mixed, .. shrinking]);

    [Fact]
    public void A_tree_changed_in_place_answers_as_a_list_does() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60).WithStartSize(1).WithEndSize(400),
        Prop.ForAll(s_steps, steps =>
        {
            var owner = new Owner();
            var model = new TreeModel();
            for (var number = 0; number < steps.Length; number++)
            {
                var step = steps[number];
                var isAdd = step.IsAdd || model.Count == 0;
                var (range, id) = isAdd ? (step.Range, number) : model.EntryAt(step.Pick % model.Count);
                owner.Change(isAdd, range, id, step.IsTakenBack, step.IsRecycled);
                if (!step.IsTakenBack)
                    Assert.True(isAdd ? model.TryAdd(range, id, $"{id}") : model.TryRemove(range, id));
                model.Agrees(owner.Tree, step.Query);
                TreeShape.Check(owner.Tree, Node.MinimumInPlace);
            }

            model.Agrees(owner.Tree, AddressRange.All);
        }));

    [Fact]
    public void Most_changes_are_in_place_and_then_allocate_nothing()
    {
        var owner = new Owner();
        for (var page = 0; page < 2000; page++)
            owner.Change(isAdd: true, PageAt(page), page, isTakenBack: false, isRecycled: true);
        Churn(owner, pages: 2000);
        var tree = owner.Tree;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Churn(owner, pages: 2000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Same(tree, owner.Tree);
        TreeShape.Check(owner.Tree, Node.MinimumInPlace);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_tree_of_one_leaf_uses_its_leaves_again_and_never_that_of_the_empty_tree(int pages)
    {
        var owner = new Owner();
        for (var round = 0; round < 3; round++)
        {
            for (var page = 0; page < pages; page++)
                owner.Change(isAdd: true, PageAt(page), page, isTakenBack: false, isRecycled: true);
            Churn(owner, pages); // makes the second leaf
            var before = GC.GetAllocatedBytesForCurrentThread();
            Churn(owner, pages);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * pages * 64);
            for (var page = 0; page < pages; page++)
                owner.Change(isAdd: false, PageAt(page), page, isTakenBack: false, isRecycled: true);
            Assert.Empty(owner.Tree);
            Assert.Empty(IntervalTree<string>.Empty);
            Assert.Null(owner.Tree.FirstAtOrAfter(0));
        }
    }

    [Fact]
    public void A_refused_change_leaves_everything_as_it_was()
    {
        var owner = new Owner();
        for (var page = 0; page < 200; page++)
            owner.Change(isAdd: true, PageAt(page), page, isTakenBack: false, isRecycled: true);
        Assert.Throws<ArgumentException>(() => owner.Change(isAdd: true, PageAt(7), 7, isTakenBack: false, isRecycled: true));
        Assert.Throws<KeyNotFoundException>(() => owner.Change(isAdd: false, PageAt(7), 8, isTakenBack: false, isRecycled: true));
        Assert.Throws<KeyNotFoundException>(() => owner.Change(isAdd: false, AddressRange.FromLength(PageAt(7).Start, 1), 7, isTakenBack: false, isRecycled: true));
        TreeShape.Check(owner.Tree, Node.MinimumInPlace);
        Assert.Equal(200, owner.Tree.Count);
    }

    /// <summary>A walk stands at an entry while everything around it changes: it goes on, in order, and every entry that stays comes once.</summary>
    [Fact]
    public void A_walk_that_is_under_way_meets_every_entry_that_stays_once_and_in_order()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var owner = new Owner();
            var pages = 40 + random.Next(600);
            for (var page = 0; page < pages; page++)
                owner.Change(isAdd: true, PageAt(page), page, isTakenBack: false, isRecycled: false);

            // Of every page its entry stays; second entries, some of which reach far, come and go.
            var extra = new Stack<(AddressRange Range, long Id)>();
            var met = new List<int>();
            foreach (var value in owner.Tree.Overlapping(AddressRange.FromBounds(PageAt(3).Start, PageAt(pages - 3).Last)))
            {
                if (int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) is var id && id < pages)
                    met.Add(id);
                for (var change = random.Next(4); change > 0; change--)
                {
                    if (extra.Count > 0 && random.Next(2) == 0)
                    {
                        var (range, number) = extra.Pop();
                        owner.Change(isAdd: false, range, number, isTakenBack: false, isRecycled: false);
                        continue;
                    }

                    extra.Push((AddressRange.FromLength(PageAt(random.Next(pages)).Start, random.Next(4) == 0 ? 1UL << 30 : 0x1000), 100_000 + extra.Count));
                    owner.Change(isAdd: true, extra.Peek().Range, extra.Peek().Id, isTakenBack: false, isRecycled: false);
                }
            }

            Assert.Equal(Enumerable.Range(3, pages - 5), met);
        }
    }

    /// <summary>Each way to a leaf, ended early at each height: as it ends where the tree has just been changed in a way that the walk relied on.</summary>
    [Fact]
    public void A_walk_whose_way_led_to_nothing_goes_on_behind_it()
    {
        // In any order, so that some nodes are full, where a way of last lanes is one that was taken.
        var builder = IntervalTree<string>.Empty.ToBuilder();
        var pages = Enumerable.Range(0, 30_000).ToArray();
        new Random(4).Shuffle(pages);
        foreach (var page in pages)
            builder.Add(PageAt(page), page, $"{page}");
        var tree = builder.ToTree();
        Assert.True(tree.Height >= 4);

        var ended = 0;
        var visit = LeafVisit.First(tree.Root, tree.Height, 1);
        for (var next = Behind(visit.Path); next.Reaching != 0; (visit, next) = (next, Behind(next.Path)))
        {
            var different = BitOperations.Log2(visit.Path ^ next.Path) / 4; // lanes below the turn
            for (var lanes = 1; lanes <= different; lanes++, ended++)
                Assert.Same(next.Leaf, Behind(visit.Path | ((1UL << (lanes * 4)) - 1)).Leaf);
        }

        Assert.True(ended > 20, $"only {ended} ways were ended");

        LeafVisit Behind(ulong path) => LeafVisit.Next(tree.Root, tree.Height, 1, path);
    }

    [Fact]
    public async Task Walks_on_other_threads_meet_every_entry_that_stays()
    {
        const int Pages = 1000;
        var owner = new Owner();
        for (var page = 0; page < Pages; page++)
            owner.Change(isAdd: true, PageAt(page), page, isTakenBack: false, isRecycled: false);
        using var stop = new CancellationTokenSource();
        var walkers = Enumerable.Range(0, 2).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            var walks = 0;
            for (; !stop.IsCancellationRequested; walks++)
            {
                var (first, count) = (random.Next(Pages - 20), random.Next(1, 20));
                var met = new List<int>();
                foreach (var value in owner.Tree.Overlapping(AddressRange.FromBounds(PageAt(first).Start, PageAt(first + count - 1).Last)))
                {
                    if (value.Length < 6)
                        met.Add(int.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
                }

                Assert.Equal(Enumerable.Range(first, count), met);
            }

            return walks;
        })).ToArray();

        // In the gaps and over everything, in the same leaves; enough of them for leaves to split and join.
        var changes = new Random(3);
        for (var round = 0; round < 150; round++)
        {
            var added = new List<AddressRange>();
            for (var i = 0; i < 200; i++)
            {
                added.Add(AddressRange.FromLength(PageAt(changes.Next(Pages)).Last + 1, changes.Next(8) == 0 ? 1UL << 24 : 1));
                owner.Change(isAdd: true, added[^1], 100_000 + i, isTakenBack: false, isRecycled: false);
            }

            for (var i = 0; i < added.Count; i++)
                owner.Change(isAdd: false, added[i], 100_000 + i, isTakenBack: false, isRecycled: false);
        }

        await stop.CancelAsync();
        await Task.WhenAll(walkers);
        TreeShape.Check(owner.Tree, Node.MinimumInPlace);
        Assert.Equal(Pages, owner.Tree.Count);
    }

    private static AddressRange PageAt(int page) => AddressRange.FromLength((ulong)page * 0x2000, 0x1000);

    private static void Churn(Owner owner, int pages)
    {
        for (var page = 0; page < pages; page++)
        {
            owner.Change(isAdd: false, PageAt(page), page, isTakenBack: false, isRecycled: true);
            owner.Change(isAdd: true, PageAt(page), page, isTakenBack: false, isRecycled: true);
        }
    }

    /// <summary>Changes a tree as the runtime does.</summary>
    private sealed class Owner
    {
        private readonly Dictionary<long, string> _names = [];
        private IntervalTree<string> _tree = IntervalTree<string>.Empty;
        private Leaf<string>? _spare;

        internal IntervalTree<string> Tree => Volatile.Read(ref _tree);

        internal void Change(bool isAdd, AddressRange range, long id, bool isTakenBack, bool isRecycled)
        {
            var change = isAdd ? TreeChange<string>.Add(_tree, range, id, NameOf(id), ref _spare) : TreeChange<string>.Remove(_tree, range, id, ref _spare);
            change.Show();
            Interlocked.Exchange(ref _tree, change.Result);
            if (isTakenBack)
            {
                change.TakeBack();
                Interlocked.Exchange(ref _tree, change.Former);
            }
            else if (isRecycled)
            {
                change.Recycle(ref _spare);
            }
        }

        private string NameOf(long id)
        {
            if (!_names.TryGetValue(id, out var name))
                _names.Add(id, name = $"{id}");
            return name;
        }
    }
}

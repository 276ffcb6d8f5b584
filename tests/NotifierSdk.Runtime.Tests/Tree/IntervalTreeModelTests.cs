using FsCheck;
using FsCheck.Fluent;

namespace NotifierSdk.Runtime.Tests.Tree;

public class IntervalTreeModelTests
{
    private const ulong Max = ulong.MaxValue;

    /// <summary>One step: a change, and a question asked after it.</summary>
    public sealed record TreeStep(bool IsAdd, AddressRange Range, long Id, int Pick, AddressRange Query);

    // Few enough addresses for ties, nesting and touching to be common; both ends of the space; now and then anything at all.
    private static readonly Gen<ulong> s_address = Gen.Frequency(
        (6, Gen.Choose(0, 60).Select(offset => (ulong)offset)),
        (3, Gen.Choose(0, 60).Select(offset => Max - (ulong)offset)),
        (3, Gen.Choose(0, 4000).Select(page => 0x7f00_0000_0000UL + ((ulong)page << 12))),
        (1, ArbMap.Default.GeneratorFor<ulong>()));

    private static readonly Gen<AddressRange> s_range = Gen.Frequency(
        (8, from first in s_address
            from length in Gen.Choose(1, 12)
            select AddressRange.FromBounds(first, first + Math.Min((ulong)length - 1, Max - first))),
        (4, from one in s_address
            from other in s_address
            select AddressRange.FromBounds(Math.Min(one, other), Math.Max(one, other))),
        (1, Gen.Constant(AddressRange.All)));

    private static readonly Gen<long> s_id = Gen.Frequency(
        (8, Gen.Choose(-3, 3).Select(id => (long)id)),
        (1, Gen.Elements(long.MinValue, long.MaxValue)));

    private static Gen<TreeStep> StepOf(int addsIn10) =>
        from add in Gen.Choose(1, 10)
        from range in s_range
        from id in s_id
        from pick in Gen.Choose(0, 1_000_000)
        from query in s_range
        select new TreeStep(add <= addsIn10, range, id, pick, query);

    // Growing, then mixed, then shrinking: nodes split, share out and join.
    private static readonly Arbitrary<TreeStep[]> s_steps = Arb.From(
        from growing in StepOf(9).ArrayOf()
        from mixed in StepOf(5).ArrayOf()
        from shrinking in StepOf(1).ArrayOf()
        select (TreeStep[])[.. growing, .. mixed, .. shrinking],
        steps => from size in new[] { steps.Length / 2, steps.Length / 4, steps.Length / 8, 1 }
                 where size > 0
                 from start in Enumerable.Range(0, steps.Length / size)
                 select (TreeStep[])[.. steps[..(start * size)], .. steps[((start + 1) * size)..]]);

    private static void ForAllSteps(Action<TreeStep[]> check, int tests = 60) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests).WithStartSize(1).WithEndSize(500), Prop.ForAll(s_steps, check));

    [Fact]
    public void A_tree_answers_as_a_list_does_after_every_change() => ForAllSteps(steps =>
    {
        var tree = IntervalTree<string>.Empty;
        var model = new TreeModel();
        foreach (var step in steps)
        {
            tree = Apply(step, tree, model);
            Assert.Equal(model.Count, tree.Count);
            model.Agrees(tree, step.Query);
        }

        model.Agrees(tree, AddressRange.All);
        TreeShape.Check(tree);
    });

    [Fact]
    public void Every_tree_on_the_way_has_a_sound_shape() => ForAllSteps(
        steps =>
        {
            var tree = IntervalTree<string>.Empty;
            var model = new TreeModel();
            foreach (var step in steps)
            {
                tree = Apply(step, tree, model);
                TreeShape.Check(tree);
            }
        },
        tests: 15);

    [Fact]
    public void A_tree_stays_what_it_was_while_others_are_made_from_it() => ForAllSteps(
        steps =>
        {
            var tree = IntervalTree<string>.Empty;
            var model = new TreeModel();
            var snapshots = new List<(IntervalTree<string> Tree, List<string> Values)>();
            foreach (var step in steps)
            {
                tree = Apply(step, tree, model);
                if (step.Pick % 16 == 0)
                    snapshots.Add((tree, model.Overlapping(AddressRange.All)));
                var branch = tree.ToBuilder();
                branch.TryRemove(step.Query, step.Id);
                if (branch.Count == tree.Count)
                    branch.Add(step.Query, long.MinValue + step.Pick + 1, "on a branch that nobody keeps");
            }

            Assert.All(snapshots, snapshot => Assert.Equal(snapshot.Values, TreeModel.Values(snapshot.Tree, AddressRange.All)));
        },
        tests: 30);

    [Fact]
    public void A_builder_comes_to_the_same_trees_and_never_changes_one_that_it_made() => ForAllSteps(
        steps =>
        {
            var builder = IntervalTree<string>.Empty.ToBuilder();
            var model = new TreeModel();
            var made = new List<(IntervalTree<string> Tree, List<string> Values)>();
            foreach (var step in steps)
            {
                Apply(step, builder, model);
                if (step.Pick % 8 != 0)
                    continue;
                made.Add((builder.ToTree(), model.Overlapping(AddressRange.All)));
                model.Agrees(made[^1].Tree, step.Query);
            }

            made.Add((builder.ToTree(), model.Overlapping(AddressRange.All)));
            Assert.All(made, one => Assert.Equal(one.Values, TreeModel.Values(one.Tree, AddressRange.All)));
            TreeShape.Check(made[^1].Tree);
        });

    private static IntervalTree<string> Apply(TreeStep step, IntervalTree<string> tree, TreeModel model)
    {
        var (range, id) = Target(step, model);
        if (!step.IsAdd)
        {
            Assert.Equal(model.TryRemove(range, id), tree.TryRemove(range, id, out var without));
            return without;
        }

        var value = $"{range} #{id}";
        if (model.TryAdd(range, id, value))
            return tree.Add(range, id, value);
        Assert.Throws<ArgumentException>(() => tree.Add(range, id, value));
        return tree;
    }

    private static void Apply(TreeStep step, IntervalTree<string>.Builder builder, TreeModel model)
    {
        var (range, id) = Target(step, model);
        var value = $"{range} #{id}";
        if (!step.IsAdd)
            Assert.Equal(model.TryRemove(range, id), builder.TryRemove(range, id));
        else if (model.TryAdd(range, id, value))
            builder.Add(range, id, value);
        else
            Assert.Throws<ArgumentException>(() => builder.Add(range, id, value));
        Assert.Equal(model.Count, builder.Count);
    }

    // Most removes are of an entry that is there; the others ask for one that mostly is not.
    private static (AddressRange Range, long Id) Target(TreeStep step, TreeModel model) =>
        step.IsAdd || model.Count == 0 || step.Pick % 8 == 1 ? (step.Range, step.Id) : model.EntryAt(step.Pick % model.Count);
}

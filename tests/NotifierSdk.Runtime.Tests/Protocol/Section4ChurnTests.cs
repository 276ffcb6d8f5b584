namespace NotifierSdk.Runtime.Tests.Protocol;

using static Ranges;

/// <summary>Nothing blocks the owner of the space but the callbacks themselves, and nothing far away keeps a reader from beginning (protocol, section 2).</summary>
public sealed class Section4ChurnTests
{
    private const int Rounds = 2000;

    [Fact]
    public void Callbacks_that_remove_one_and_insert_two_end_with_those_that_were_there()
    {
        var space = new AddressSpace();
        var calls = 0;
        RecordingDriver second = null!;
        var first = new RecordingDriver("first") { InCallback = ComeAndGo };
        space.Insert(first, Page(0));
        space.Insert(second = new RecordingDriver("second") { InCallback = ComeAndGo }, Page(0));
        space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Dispose();
        Assert.InRange(calls, 1, 16);

        bool ComeAndGo(Invalidation invalidation)
        {
            if (invalidation.Event == InvalidationEvent.Removed || ++calls > Rounds)
                return true;
            if (second.IsInserted)
                second.RemoveLater();
            space.Insert(new RecordingDriver("next") { InCallback = ComeAndGo }, Page(0));
            space.Insert(second = new RecordingDriver("next second") { InCallback = ComeAndGo }, Page(0));
            return true;
        }
    }

    [Fact]
    public void A_begin_calls_each_notifier_once_beside_a_thread_that_inserts_and_removes()
    {
        var space = new AddressSpace();
        var isOver = false;
        var churn = new Thread(() =>
        {
            var alive = new Queue<Counting>();
            while (!Volatile.Read(ref isOver))
            {
                var next = new Counting();
                space.Insert(next, Page(0));
                alive.Enqueue(next);
                if (alive.Count > 30)
                    alive.Dequeue().Remove();
            }

            while (alive.TryDequeue(out var last))
                last.Remove();
        });
        churn.Start();
        var most = 0;
        for (var round = 0; round < Rounds; round++)
        {
            Counting.Calls = 0;
            using (space.BeginInvalidate(Page(0), InvalidationEvent.Unmap))
                most = Math.Max(most, Counting.Calls);
        }

        Volatile.Write(ref isOver, true);
        churn.Join();
        TestContext.Current.TestOutputHelper?.WriteLine($"at most {most} callbacks in one begin");
        Assert.InRange(most, 0, 2 * 31); // those that the walk found, and those that the one collection after it found
    }

    [Fact]
    public void A_reader_far_away_begins_and_commits_beside_changes_that_never_pause()
    {
        var space = new AddressSpace();
        var driver = new RecordingDriver();
        space.Insert(driver, Pages(0, 1000));
        var open = space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Detach();
        for (var round = 1; round <= Rounds; round++)
        {
            var token = driver.ReadBegin(Page(900), TimeSpan.Zero);
            var next = space.BeginInvalidate(Page(round % 2), InvalidationEvent.Unmap).Detach();
            open.End();
            open = next;
            Assert.False(driver.ReadRetry(token));
            Assert.False(driver.CheckRetry(token));
        }

        open.End();
    }

    [Fact]
    public void A_section_that_outlasts_what_is_remembered_collides_and_the_next_one_of_that_length_does_not()
    {
        var space = new AddressSpace();
        var driver = new RecordingDriver();
        space.Insert(driver, Pages(0, 1000));
        foreach (var isExpected in new[] { true, false })
        {
            var token = driver.ReadBegin(Page(900));
            for (var change = 0; change < 20; change++)
                space.BeginInvalidate(Page(change), InvalidationEvent.Unmap).Dispose();
            Assert.Equal(isExpected, driver.ReadRetry(token));
        }
    }

    [Fact]
    public void A_token_of_a_part_collides_with_what_overlaps_it_and_a_token_of_the_whole_with_everything()
    {
        var space = new AddressSpace();
        var driver = new RecordingDriver();
        space.Insert(driver, Pages(0, 9));
        var (part, whole) = (driver.ReadBegin(Pages(3, 4)), driver.ReadBegin());
        space.BeginInvalidate(Page(5), InvalidationEvent.Unmap).Dispose();
        Assert.Equal((false, true), (driver.ReadRetry(part), driver.ReadRetry(whole)));
        space.BeginInvalidate(Pages(0, 3), InvalidationEvent.Unmap).Dispose();
        space.BeginInvalidate(Page(6), InvalidationEvent.Unmap).Dispose();
        Assert.True(driver.ReadRetry(part));
    }

    private sealed class Counting : IntervalNotifier
    {
        [ThreadStatic]
        internal static int Calls;

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            Calls++;
            SetSeq(invalidation.Sequence);
            return true;
        }
    }
}

using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Tests.Documentation;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Flow;

/// <summary>What each rule that follows paths says of the broken code on its page, and which other lines it points to.</summary>
public class MessageTests
{
    [Theory]
    [InlineData("NSDK2001", "OnInvalidate accepts on line 18 without SetSeq: a fault that is under way there commits what has just been dropped ('_pages.Count == 0' was true on line 17)", 13, 17)]
    [InlineData("NSDK2002", "SetSeq is reached without any lock: a commit that has just checked its token does not see that it collided (never taken since OnInvalidate was entered on line 18)", 18)]
    [InlineData("NSDK2003", "SetSeq is given a default value instead of the sequence of this invalidation, so faults in progress may not collide")]
    [InlineData("NSDK2004", "ReadRetry is reached without '_lock', which the callback holds: the shadow can be invalidated between the check and the commit (never taken since Fault was entered on line 6)", 6)]
    [InlineData("NSDK2005", "What ReadRetry returns is dropped, so nothing is checked; commit only if it is false (begun on line 8)", 8)]
    [InlineData("NSDK2006", "'_pages' is filled while a read section is open that no ReadRetry has checked (begun on line 8)", 8)]
    [InlineData("NSDK2007", "Each turn of the loop begins a new read section, so the ReadRetry on line 18 checks the last turn's 'token' only", 18)]
    [InlineData("NSDK2008", "After a collision the same token is checked again, and collides for ever; the way back must lead to a new ReadBegin (begun on line 8, then collided on line 13)", 8, 13)]
    [InlineData("NSDK2009", "The token was given by 'from' on line 8 and is checked by 'this'", 8)]
    [InlineData("NSDK2010", "CheckRetry is a hint: that it returns false proves nothing; under the lock ReadRetry does (begun on line 8, then '_lock' taken on line 9)", 8, 9)]
    [InlineData("NSDK2011", "'_frame' is set to what was collected before any ReadRetry has checked that: whoever reads it may see what is stale (begun on line 10)", 10)]
    [InlineData("NSDK2012", "Nothing but success ends this retry loop: no count, no timeout, no cancellation (begun on line 10, then checked on line 13)", 10, 13)]
    [InlineData("NSDK2013", "'_token' keeps a ReadToken where every fault sees it: of two at once each checks the other's (stored on line 10)", 10)]
    [InlineData("NSDK2014", "BeginInvalidate inside a read section of the same notifier, whose callback does not ask for the Owner: the fault can collide with itself for ever (begun on line 8)", 8)]
    [InlineData("NSDK2016", "What 'new PinnedPages' acquires is not undone when the fault collides; name a Discard (collected on line 12)", 12)]
    [InlineData("NSDK3003", "'ManualResetEventSlim.Wait' waits, and OnInvalidate has not asked whether the invalidation is blockable; if it is not, try, and return false")]
    [InlineData("NSDK3004", "OnInvalidate returns false here although the invalidation may be blockable: that is reported as a bug, and treated as true ('_isClosed' was true on line 10)", 10)]
    [InlineData("NSDK4001", "Remove waits for invalidations while '_lock' is held; the callback takes the same lock, so the program can deadlock (taken on line 31)", 31)]
    [InlineData("NSDK4002", "'_lock' is still held on this way out of Fault (taken on line 9, then 'ReadRetry(token)' was true on line 10)", 9, 10)]
    [InlineData("NSDK4003", "'_pages' is used on a path on which its lock '_lock' is not held (never taken since Count was entered on line 29)", 29)]
    [InlineData("NSDK4004", "Map is called on a path on which '_lock', which it requires, is not held (never taken since Prefetch was entered on line 32)", 32)]
    [InlineData("NSDK4005", "'_lock' is taken under '_queue' here, and the other way round on line 33 ('_queue' taken on line 21)", 21, 33)]
    [InlineData("NSDK4007", "'_lock' is held already: generated code calls this with the driver lock (held since Unmap was entered on line 12)", 12)]
    [InlineData("NSDK5004", "'mirror' is inserted on line 7 under a condition that is not asked here: where it did not hold, this throws", 7)]
    public async Task A_message_ends_in_the_way_and_points_to_its_places(string rule, string message, params int[] places)
    {
        var analysis = await Analysis.OfAsync(TestProject.Create(RulePage.Of(rule).Code("Broken code")));
        var found = Assert.Single(analysis.Rules);
        Assert.Equal(message, found.GetMessage(null));
        Assert.Equal(places, found.AdditionalLocations.Select(Lines.Number));
    }

    [Theory]
    [InlineData("NSDK2003", "SetSeq(_last);", "SetSeq is given the sequence that '_last' was left with instead of the sequence of this invalidation, so faults in progress may not collide (stored on lines 9 and 10)", 9, 10)]
    [InlineData("NSDK3003", "SetSeq(invalidation.Sequence); Wait();", "'ManualResetEventSlim.Wait' waits, and OnInvalidate has not asked whether the invalidation is blockable; if it is not, try, and return false (called from OnInvalidate on line 13)", 13)]
    [InlineData("NSDK2001", "if (_pages.Count == 0) SetSeq(invalidation.Sequence);", "OnInvalidate accepts on line 14 without SetSeq: a fault that is under way there commits what has just been dropped ('_pages.Count == 0' was false on line 13)", 11, 13)]
    [InlineData("NSDK2001", "foreach (var page in _pages) SetSeq(invalidation.Sequence);", "OnInvalidate accepts on line 14 without SetSeq: a fault that is under way there commits what has just been dropped (the loop ended on line 13)", 11, 13)]
    [InlineData("NSDK2001", "_pages.Clear();", "OnInvalidate accepts on line 14 without SetSeq: a fault that is under way there commits what has just been dropped", 11)]
    public async Task So_do_those_of_other_places(string rule, string statement, string message, params int[] places)
    {
        var analysis = await Analysis.OfAsync(TestProject.Create(CallbackWith(statement)));
        Assert.Empty(analysis.Compiler);
        var found = Assert.Single(analysis.Rules);
        Assert.Equal(rule, found.Id);
        Assert.Equal(message, found.GetMessage(null));
        Assert.Equal(places, found.AdditionalLocations.Select(Lines.Number));
    }

    private static string CallbackWith(string statement) => $$"""
        public sealed class Mirror : IntervalNotifier
        {
            private static readonly ManualResetEventSlim Gate = new();
            private readonly DriverLock _lock = new();
            private readonly List<ulong> _pages = [];
            private InvalidationSequence _last;
            public bool Fault() { var token = ReadBegin(); using (_lock.EnterScope()) return !ReadRetry(token); }
            private void Wait() => Gate.Wait();
            public void Keep(InvalidationSequence sequence) => _last = sequence;
            public void KeepToo(InvalidationSequence sequence) => _last = sequence;
            protected override bool OnInvalidate(in Invalidation invalidation)
            { using (_lock.EnterScope()) {
                {{statement}}
                return true;
            } }
        }
        """;
}

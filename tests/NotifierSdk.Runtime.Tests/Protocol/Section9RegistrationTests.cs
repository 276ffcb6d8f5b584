using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>Protocol, section 9: the registration rules that drivers got wrong. Each case says what was done, in which state, and what to do instead; nothing changes.</summary>
public sealed class Section9RegistrationTests : IDisposable
{
    private readonly AddressSpace _space = new("registrations");
    private readonly RecordingDriver _driver = new();

    public void Dispose() => _space.Dispose();

    [Fact]
    public void What_was_never_inserted_cannot_be_removed()
    {
        Assert.Contains("never inserted", Assert.Throws<InvalidOperationException>(_driver.Remove).Message, StringComparison.Ordinal);
        Assert.Contains("never inserted", Assert.Throws<InvalidOperationException>(_driver.RemoveLater).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => _driver.Range);
        Assert.Null(_driver.Space);
    }

    [Fact]
    public void A_notifier_is_inserted_once_at_a_time()
    {
        using var other = new AddressSpace("other");
        _space.Insert(_driver, Page(1));
        Assert.Contains("inserted for 0x1-0x1 in 'registrations'", Assert.Throws<InvalidOperationException>(() => _space.Insert(_driver, Page(2))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => other.Insert(_driver, Page(2)));
        Assert.Equal(Page(1), _driver.Range);
        Assert.Same(_space, _driver.Space);
        Assert.Equal([_driver], _space.Find(AddressRange.All));
        Assert.Empty(other.Find(AddressRange.All));
    }

    [Fact]
    public void A_double_remove_is_refused()
    {
        _space.Insert(_driver, Page(1));
        _driver.Remove();
        Assert.Contains("was removed from 'registrations' before", Assert.Throws<InvalidOperationException>(_driver.Remove).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(_driver.RemoveLater);
        Assert.Equal(1, _driver.RemovedCalls);
    }

    [Fact]
    public void A_remove_after_a_remove_later_waits_for_the_removal_step()
    {
        _space.Insert(_driver, Page(1));
        _driver.RemoveLater();
        Assert.Throws<InvalidOperationException>(_driver.RemoveLater);
        _driver.Remove();
        Assert.Equal(1, _driver.RemovedCalls);
    }

    [Fact]
    public void A_removed_notifier_can_be_inserted_again_and_old_tokens_collide()
    {
        _space.Insert(_driver, Page(1));
        var token = _driver.ReadBegin();
        _driver.Remove();
        Assert.True(_driver.ReadRetry(token));
        _space.Insert(_driver, Page(1));
        Assert.True(_driver.ReadRetry(token));
        Assert.False(_driver.ReadRetry(_driver.ReadBegin()));
        _driver.Remove();
        Assert.Equal(2, _driver.RemovedCalls);
    }

    [Fact]
    public void An_insert_before_the_removal_has_ended_is_refused()
    {
        _space.Insert(_driver, Page(1));
        var running = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        _driver.RemoveLater();
        Assert.Contains("has not ended", Assert.Throws<InvalidOperationException>(() => _space.Insert(_driver, Page(1))).Message, StringComparison.Ordinal);
        running.End();
        _driver.Remove();
        _space.Insert(_driver, Page(1));
    }

    [Fact]
    public void An_insert_that_failed_leaves_the_notifier_as_it_was()
    {
        using var dead = new AddressSpace("dead");
        dead.Dispose();
        Assert.Throws<ObjectDisposedException>(() => dead.Insert(_driver, Page(1)));
        Assert.False(_driver.IsInserted);
        Assert.Throws<InvalidOperationException>(() => _driver.Range);

        _space.Insert(_driver, Page(1));
        _driver.Remove();
        Assert.Throws<ObjectDisposedException>(() => dead.Insert(_driver, Page(2)));
        Assert.Equal(Page(1), _driver.Range);
        _space.Insert(_driver, Page(1));
    }

    [Fact]
    public void A_fault_on_a_notifier_that_is_not_inserted_is_told_so()
    {
        Assert.Equal(FaultStatus.Removed, Assert.Throws<FaultException>(() => _driver.ReadBegin()).Status);
        _space.Insert(_driver, Page(1));
        _driver.Remove();
        Assert.Equal(FaultStatus.Removed, Assert.Throws<FaultException>(() => _driver.ReadBegin()).Status);
    }

    [Fact]
    public void A_fault_outside_the_notifiers_range_is_refused()
    {
        _space.Insert(_driver, Pages(1, 3));
        Assert.Contains("0x3-0x4 does not lie inside 0x1-0x3", Assert.Throws<ArgumentOutOfRangeException>(() => _driver.ReadBegin(Pages(3, 4))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_release_faults_report_it_and_only_remove_and_ending_what_is_open_are_legal()
    {
        _space.Insert(_driver, Page(1));
        var token = _driver.ReadBegin();
        var running = _space.BeginInvalidate(Page(7), InvalidationEvent.Unmap).Detach();
        _space.Dispose();

        Assert.True(_space.IsReleased);
        var release = Assert.Single(_driver.Invalidations);
        Assert.Equal((AddressRange.All, InvalidationEvent.Release, true), (release.Range, release.Event, release.IsBlockable));
        Assert.True(_driver.ReadRetry(token));
        Assert.Equal(FaultStatus.Released, Assert.Throws<FaultException>(() => _driver.ReadBegin()).Status);
        Assert.Throws<ObjectDisposedException>(() => _space.Insert(new RecordingDriver(), Page(1)));
        Assert.Throws<ObjectDisposedException>(() => _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose());
        _space.Dispose();
        Assert.Single(_driver.Invalidations);
        Assert.True(_driver.IsInserted);
        _driver.Remove();
        running.End();
    }

    [Fact]
    public void Commits_under_way_are_waited_for_before_the_driver_is_told_of_its_removal()
    {
        var steps = new List<string>();
        _driver.InWaitForCommits = () => steps.Add("commits");
        _driver.InOnRemoved = () => steps.Add("removed");
        _space.Insert(_driver, Page(1));
        _driver.Remove();
        Assert.Equal(["commits", "removed"], steps);
    }

    [Fact]
    public void Waiting_for_the_removal_inside_the_removal_step_throws()
    {
        Exception? thrown = null;
        _driver.InOnRemoved = () => thrown = Record.Exception(_driver.Remove);
        _space.Insert(_driver, Page(1));
        _driver.Remove();
        Assert.Contains("would wait for itself", Assert.IsType<InvalidOperationException>(thrown).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_removal_step_that_throws_reaches_the_caller_of_remove_and_the_notifier_is_removed()
    {
        _driver.InOnRemoved = () => throw new InvalidOperationException("broken");
        _space.Insert(_driver, Page(1));
        Assert.Equal("broken", Assert.Throws<InvalidOperationException>(_driver.Remove).Message);
        Assert.False(_driver.IsInserted);
        Assert.False(_driver.TryRemove());
        Assert.Contains("before", Assert.Throws<InvalidOperationException>(_driver.Remove).Message, StringComparison.Ordinal);
        _space.Insert(_driver, Page(1));
        Assert.Equal("broken", Assert.Throws<InvalidOperationException>(() => _driver.TryRemove()).Message);
        Assert.False(_driver.TryRemove());
        _driver.InOnRemoved = null;
        _space.Insert(_driver, Page(1));
    }

    [Fact]
    public void A_remove_throws_what_the_wait_for_commits_threw_when_the_removal_has_ended()
    {
        _driver.InWaitForCommits = () => throw new InvalidOperationException("broken");
        _space.Insert(_driver, Page(1));
        var running = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        Exception? thrown = null;
        var remove = new Thread(() => thrown = Record.Exception(_driver.Remove));
        remove.Start();
        Assert.True(SpinWait.SpinUntil(() => !remove.IsAlive || remove.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)));
        Assert.True(remove.IsAlive, "It did not wait for the invalidation.");
        running.End();
        remove.Join();
        Assert.Equal("broken", Assert.IsType<InvalidOperationException>(thrown).Message);
        Assert.Equal(1, _driver.RemovedCalls);
        Assert.Throws<InvalidOperationException>(_driver.Remove);
    }

    [Fact]
    public async Task A_removal_step_that_throws_on_the_thread_pool_is_reported()
    {
        var reported = new TaskCompletionSource<string>();
        _space.Error += (_, error) => reported.SetResult(error.Exception!.Message);
        _driver.InOnRemoved = () => throw new InvalidOperationException("broken");
        _space.Insert(_driver, Page(1));
        _driver.Remove(TimeSpan.FromSeconds(30));
        Assert.False(_driver.TryRemove());
        Assert.Equal("broken", await reported.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void In_a_callback_a_driver_may_insert_and_remove_later()
    {
        var sibling = new RecordingDriver("sibling");
        _driver.InCallback = _ =>
        {
            _driver.RemoveLater();
            _space.Insert(sibling, Page(2));
            return true;
        };
        _space.Insert(_driver, Page(1));
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        _driver.Remove();
        Assert.Equal([sibling], _space.Find(AddressRange.All));
    }
}

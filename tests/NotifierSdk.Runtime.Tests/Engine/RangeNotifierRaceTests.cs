using NotifierSdk.Runtime.Tests.Exploration;
using NotifierSdk.Testing;

namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>The races of range notifiers, explored: an end for each start and none without, no callback after Unregister, one Release, one Free.</summary>
public class RangeNotifierRaceTests
{
    [Fact]
    public void Register_against_a_change() => AssertNothingIsFound(world =>
    {
        var subscriber = new CountingSubscriber(world);
        world.Thread("register", () =>
        {
            world.Space.Register(subscriber);
            if (world.Unannounced != 0)
                world.Fail("Register returned while a change ran that the subscriber was not told of");
        });
        world.Thread("change", () => subscriber.Change());
    });

    [Fact]
    public void Unregister_against_a_change() => AssertNothingIsFound(world =>
    {
        var subscriber = new CountingSubscriber(world);
        world.Space.Register(subscriber);
        world.Thread("unregister", () => subscriber.Unregister());
        world.Thread("change", () => subscriber.Change());
    });

    [Fact]
    public void Unregister_against_release() => AssertNothingIsFound(world =>
    {
        var subscriber = new CountingSubscriber(world);
        world.Space.Register(subscriber);
        world.Thread("unregister", () => subscriber.Unregister());
        world.Thread("release", world.Space.Dispose);
    });

    [Fact]
    public void Two_puts_against_a_change() => AssertNothingIsFound(world =>
    {
        var subscriber = world.Space.Get(() => new CountingSubscriber(world));
        world.Space.Get(() => subscriber);
        for (var index = 0; index < 2; index++)
        {
            world.Thread($"put {index}", () =>
            {
                world.Space.Put(subscriber);
                world.Space.Synchronize();
            });
        }

        world.Thread("change", () => subscriber.Change());
    });

    [Fact]
    public void Two_gets_make_one() => AssertNothingIsFound(world =>
    {
        var made = 0;
        for (var index = 0; index < 2; index++)
        {
            world.Thread($"get {index}", () =>
            {
                world.Space.Get(() =>
                {
                    if (++made > 1)
                        world.Fail("two were made");
                    return new CountingSubscriber(world);
                });
            });
        }
    });

    private static void AssertNothingIsFound(Action<PageWorld> scenario)
    {
        var found = Races.Explore(run => scenario(new PageWorld(run, pages: 1)));
        Assert.True(found.Failure is null, found.ToString());
        TestContext.Current.TestOutputHelper?.WriteLine(found.ToString());
    }

    private sealed class CountingSubscriber(PageWorld world) : RangeNotifier(RangeNotifierKind.StartAndEnd)
    {
        private int _open;
        private bool _isGone;
        private int _releases;
        private int _frees;
        private bool _isTold;

        internal void Change()
        {
            _isTold = false;
            using (world.Space.BeginInvalidate(PageWorld.Page(0), InvalidationEvent.Unmap))
            {
                world.Unannounced = _isTold ? 0 : 1;
                Interleavings.Point("change");
                world.Unannounced = 0;
            }
        }

        internal void Unregister()
        {
            world.Space.Unregister(this);
            _isGone = true;
            if (_open != 0)
                world.Fail("Unregister returned while an end was owed");
            if (_releases != 1)
                world.Fail($"{_releases} releases when Unregister returned");
        }

        protected override bool InvalidateRangeStart(in Invalidation invalidation)
        {
            CheckAlive("start");
            _isTold = true;
            _open++;
            return true;
        }

        protected override void InvalidateRangeEnd(in Invalidation invalidation)
        {
            CheckAlive("end");
            if (--_open < 0)
                world.Fail("an end without a start");
        }

        protected override void Release()
        {
            Interleavings.Point("release");
            CheckAlive("release");
            if (++_releases > 1)
                world.Fail("Release was called twice");
        }

        protected override void Free()
        {
            CheckAlive("free");
            if (_open != 0 || ++_frees > 1)
                world.Fail("freed while an end was owed, or twice");
            _isGone = true;
        }

        private void CheckAlive(string what)
        {
            if (_isGone)
                world.Fail($"{what} of a subscriber that is gone");
        }
    }
}

using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Locks;

public class WaitUnderLockTests() : RuleTests("NSDK4001")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _pages[address] = address;
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }

            public void Close()
            {
                using (_lock.EnterScope())
                {
                    _pages.Clear();
                    [|Remove()|];
                }
            }
        }
        """;

    protected override string Correct => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _pages[address] = address;
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }

            public void Close()
            {
                Remove();
                using (_lock.EnterScope())
                    _pages.Clear();
            }
        }
        """;

    protected override string HalfTyped => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _pages[address] = address;
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }

            public void Close()
            {
                using (_lock.EnterScope())
                {
                    _pages.Clear();
                    [|Remove()|];
                }
            }

            void Half(Missing x) => _lock.
        """;

    // The cache owns the lock, and its regions name it.
    private const string Region = """
        public sealed partial class Region(Cache cache) : IntervalNotifier
        {
            private readonly Cache _cache = cache;
            private int _page;

            [DriverLock] private DriverLock Gate => _cache.Gate;

            [Fault(Commit = nameof(Enter))]
            public partial FaultStatus Fault(AddressRange page);

            private void Enter(AddressRange page) => _page = 1;

            [Invalidate]
            private void Drop() => _page = 0;

            [RequiresLock(nameof(Gate))]
            public int Count() => _page;
        }
        """;

    [Theory]
    [InlineData("using (Gate.EnterScope()) _ = [|_regions[0].Fault(page)|];")]
    [InlineData("using (_gate.EnterScope()) foreach (var region in _regions) [|region.Remove()|];")]
    [InlineData("foreach (var region in _regions) _ = region.Fault(page);")]
    [InlineData("Region first; using (_gate.EnterScope()) first = _regions[0]; first.Remove();")]
    [InlineData("using (_other.EnterScope()) _regions[0].Remove();")]
    public Task A_region_is_waited_for_under_the_lock_that_its_declaration_names(string body) => VerifyAsync($$"""
        public sealed class Cache
        {
            private readonly DriverLock _gate = new();
            private readonly DriverLock _other = new();
            private readonly List<Region> _regions = [];

            public DriverLock Gate => _gate;

            public void Use(AddressRange page) { {{body}} }
        }

        {{Region}}
        """);

    [Theory]
    [InlineData("using (_gate.EnterScope()) foreach (var region in _regions) [|region.Remove()|];")]
    [InlineData("using (_gate.EnterScope()) foreach (var region in _regions) if (region.IsInserted) [|region.Remove(TimeSpan.FromSeconds(1))|];")]
    [InlineData("List<Region> all; using (_gate.EnterScope()) all = [.. _regions]; foreach (var region in all) region.Remove();")]
    [InlineData("using (_other.EnterScope()) foreach (var region in _regions) region.Remove();")]
    [InlineData("using (_gate.EnterScope()) foreach (var region in _regions) region.RemoveLater();")]
    [InlineData("using (_gate.EnterScope()) foreach (var region in _foreign) region.Remove();")]
    public Task The_callback_of_a_nested_notifier_takes_the_lock_of_the_object_around(string body) => VerifyAsync($$"""
        public sealed class Device
        {
            private readonly DriverLock _gate = new();
            private readonly DriverLock _other = new();
            private readonly List<Region> _regions = [];
            private readonly List<IntervalNotifier> _foreign = [];

            public void Use(AddressRange page) { {{body}} }

            public sealed class Region : IntervalNotifier
            {
                private readonly Device _device;
                private int _page;

                internal Region(Device device) => _device = device;

                protected override bool OnInvalidate(in Invalidation invalidation)
                {
                    using (_device._gate.EnterScope())
                    {
                        SetSeq(invalidation.Sequence);
                        _page = 0;
                    }

                    return true;
                }
            }
        }
        """);
}

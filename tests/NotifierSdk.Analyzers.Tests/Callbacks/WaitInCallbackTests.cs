using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Callbacks;

public class WaitInCallbackTests() : RuleTests("NSDK3002")
{
    protected override string Broken => """
        sealed class Mirror(AddressSpace own, AddressSpace other, AddressRange range) : IntervalNotifier
        {
            private readonly AddressSpace _own = own;
            private readonly AddressSpace _other = other;

            private readonly DriverLock _lock = new();

            public void Open() => _own.Insert(this, range);

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                    SetSeq(invalidation.Sequence);
                [|ReadBegin()|];
                _own.IsRangeValid(range);
                [|_own.WaitRangeValid(range)|];
                using var scope = [|_own.BeginInvalidate(range, InvalidationEvent.Unmap)|];
                [|Space!.Dispose()|];
                Helper();
                return true;
            }

            private void Helper() { [|ReadBegin(range, TimeSpan.Zero)|]; }
        }
        """;

    protected override string Correct => """
        sealed class Mirror(AddressSpace own, AddressSpace other, AddressRange range) : IntervalNotifier
        {
            private readonly AddressSpace _own = own;
            private readonly AddressSpace _other = other;

            private readonly DriverLock _lock = new();

            public void Open() => _own.Insert(this, range);

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                    SetSeq(invalidation.Sequence);
                Task.Run(Helper);
                _other.WaitRangeValid(range);
                using var scope = _other.BeginInvalidate(range, InvalidationEvent.Unmap);
                _other.Dispose();
                RemoveLater();
                foreach (var found in Space!.Find(range))
                    found.ReadBegin();
                return true;
            }

            private void Helper() { ReadBegin(); _own.WaitRangeValid(range); }
        }
        """;

    protected override string HalfTyped => """
        sealed class Mirror(AddressSpace own, AddressSpace other, AddressRange range) : IntervalNotifier
        {
            private readonly AddressSpace _own = own;
            private readonly AddressSpace _other = other;

            private readonly DriverLock _lock = new();

            public void Open() => _own.Insert(this, range);

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                    SetSeq(invalidation.Sequence);
                var token = [|ReadBegin()|]
                Space!.
        """;

    [Fact]
    public Task A_fault_in_an_annotated_callback_is_seen() => VerifyAsync("""
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange range);

            [Invalidate]
            private void Unmap(AddressRange range) => _ = [|Fault(range)|];

            private void Map() { }
        }
        """);

    [Theory]
    [InlineData("public void Refill(Region region) { var token = region.ReadBegin(); Use(token); }", true)]
    [InlineData("public void Refill(Region region) => _ = region.Fault(region.Range);", true)]
    [InlineData("public void Refill(Region region) => ThreadPool.QueueUserWorkItem(_ => region.Fault(region.Range));", false)]
    public Task The_cache_to_which_the_callback_hands_its_region_waits(string refill, bool isWrong) => VerifyAsync($$"""
        public sealed class Cache { {{refill}} private void Use(ReadToken token) { } }

        public sealed partial class Region(Cache cache) : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private int _page;

            [Fault(Commit = nameof(Enter))]
            public partial FaultStatus Fault(AddressRange page);

            private void Enter(AddressRange page) => _page = 1;

            [Invalidate]
            private void Drop()
            {
                _page = 0;
                {{(isWrong ? "[|cache.Refill(this)|]" : "cache.Refill(this)")}};
            }
        }
        """);
}

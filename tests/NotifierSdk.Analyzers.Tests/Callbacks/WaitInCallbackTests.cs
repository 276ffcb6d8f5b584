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
}

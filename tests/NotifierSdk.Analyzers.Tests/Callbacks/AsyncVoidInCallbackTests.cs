using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Callbacks;

public class AsyncVoidInCallbackTests() : RuleTests("NSDK3006")
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
                Helper();
                [|Later()|];
                async void Later() => await Task.Yield();
                return true;
            }

            private void Helper() => [|Flush()|];

            private async void Flush() => await Task.Yield();
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
                Helper();
                _ = LeaveAsync();
                return true;
            }

            private void Helper() { }

            private async Task LeaveAsync()
            {
                await Task.Yield();
                Remove();
            }

            public async void Elsewhere() => await Task.Yield();
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
                [|Later()|];
                async void Later() => await
        """;
}

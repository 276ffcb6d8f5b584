using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Locks;

public class LockTakenAgainTests() : RuleTests("NSDK4007")
{
    protected override string Broken => """
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly SortedSet<ulong> _pages = [];

            [Fault(Commit = nameof(Map))]
            public partial bool Fault(AddressRange range);

            private void Map(AddressRange range) => _pages.Add(range.Start);

            [Invalidate]
            private void Unmap(AddressRange range)
            {
                using ([|_lock.EnterScope()|])
                    _pages.Clear();
            }
        }
        """;

    protected override string Correct => """
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly SortedSet<ulong> _pages = [];

            [Fault(Commit = nameof(Map))]
            public partial bool Fault(AddressRange range);

            private void Map(AddressRange range) => _pages.Add(range.Start);

            [Invalidate]
            private void Unmap(AddressRange range)
            {
                _pages.Clear();
            }
        }
        """;

    protected override string HalfTyped => """
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly SortedSet<ulong> _pages = [];

            [Fault(Commit = nameof(Map))]
            public partial bool Fault(AddressRange range);

            private void Map(AddressRange range) => _pages.Add(range.Start);

            [Invalidate]
            private void Unmap(AddressRange range)
            {
                using ([|_lock.EnterScope()|])
                    _pages.Clear();
            }

            void Half(Missing x) => _lock.
        """;
}

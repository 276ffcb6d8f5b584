using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class DroppedResultTests() : RuleTests("NSDK2005")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public void Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    [|ReadRetry(token)|];
                    _pages[address] = address;
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
        }
        """;

    protected override string HalfTyped => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public void Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    [|ReadRetry(token)|];
                    _pages[address] = address;
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

            void Half(Missing x) => _lock.
        """;

    private const string Driver = """
        public sealed partial class Pages : IntervalNotifier
        {
            [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1);
            private int _mapped;

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            [Fault(Commit = nameof(Map))]
            public partial bool TryFault(AddressRange page);

            [Fault(Commit = nameof(Map))]
            public partial Task<FaultStatus> FaultAsync(AddressRange page);

            [Fault(Commit = nameof(Map))]
            public partial FaultOutcome FaultOrSayWhy(AddressRange page);

            public bool Contains(ulong page) => page != 0;

            private void Map(AddressRange page) => _mapped++;

            [Invalidate]
            private void Drop() => _mapped = 0;
        }
        """;

    [Theory]
    [InlineData("void Use(Pages pages, AddressRange page) { [|pages.Fault(page)|]; }")]
    [InlineData("void Use(Pages pages, AddressRange page) => [|pages.Fault(page)|];")]
    [InlineData("void Use(Pages pages, AddressRange page) { [|pages.FaultOrSayWhy(page)|]; }")]
    [InlineData("FaultOutcome Touch(Pages pages, AddressRange page) => pages.FaultOrSayWhy(page); void Use(Pages pages, AddressRange page) => [|Touch(pages, page)|];")]
    [InlineData("void Use(Pages? pages, AddressRange page) => pages?[|.TryFault(page)|];")]
    [InlineData("async Task UseAsync(Pages pages, AddressRange page) => await [|pages.FaultAsync(page)|].ConfigureAwait(false);")]
    [InlineData("void Use(Pages pages, AddressRange page) { Inner(); void Inner() => [|pages.Fault(page)|]; }")]
    [InlineData("FaultStatus Touch(Pages pages, AddressRange page) => pages.Fault(page); void Use(Pages pages, AddressRange page) { [|Touch(pages, page)|]; }")]
    [InlineData("AddressRange Last { set => [|Of.Fault(value)|]; } Pages Of => new();")]
    public Task The_status_of_a_fault_is_dropped_anywhere(string member) => VerifyAsync($"{Driver}\npublic sealed class User {{ {member} }}");

    [Theory]
    [InlineData("void Use(Pages pages, AddressRange page) { _ = pages.Fault(page); }")]
    [InlineData("bool Use(Pages pages, AddressRange page) => pages.TryFault(page);")]
    [InlineData("bool Use(Pages pages, AddressRange page) => pages.FaultOrSayWhy(page).IsCompleted;")]
    [InlineData("void Prefetch(Pages pages, AddressRange page) { pages.Fault(page); }")]
    [InlineData("bool Use(Pages pages, AddressRange page) { pages.Fault(page); return pages.Contains(page.Start); }")]
    [InlineData("Task UseAsync(Pages pages, AddressRange page) => pages.FaultAsync(page);")]
    [InlineData("void Use(Pages pages, AddressRange page) { switch (pages.Fault(page)) { case FaultStatus.Completed: return; default: throw new InvalidOperationException(); } }")]
    [InlineData("bool TryFault(ulong page) => page != 0; void Use() { TryFault(3); }")]
    public Task It_is_silent_where_the_status_is_used_or_makes_no_difference(string member) => VerifyAsync($"{Driver}\npublic sealed class User {{ {member} }}");
}

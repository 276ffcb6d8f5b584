using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Locks;

public class LockOrderTests() : RuleTests("NSDK4005")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly DriverLock _queue = new();
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

            public void Flush()
            {
                using (_queue.EnterScope())
                {
                    using ([|_lock.EnterScope()|])
                        _pages.Clear();
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    using (_queue.EnterScope())
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
            private readonly DriverLock _queue = new();
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

            public void Flush()
            {
                using (_lock.EnterScope())
                {
                    using (_queue.EnterScope())
                        _pages.Clear();
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    using (_queue.EnterScope())
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
            private readonly DriverLock _queue = new();
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

            public void Flush()
            {
                using (_queue.EnterScope())
                {
                    using ([|_lock.EnterScope()|])
                        _pages.Clear();
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    using (_queue.EnterScope())
                        _pages.Clear();
                }

                return true;
            }

            void Half(Missing x) => _lock.
        """;

    [Theory]
    [InlineData("_queue.Enter(); if (address == 0) {|NSDK4002:return false;|} _queue.Exit(); using (_lock.EnterScope()) _pages.Clear();")] // one returns with it, the other has the right order
    [InlineData("_queue.Enter(); if (address != 0) _queue.Exit(); using (_lock.EnterScope()) _pages.Clear(); if (address > 4096) {|NSDK4002:return false;|} else {|NSDK4002:return true;|}")]
    [InlineData("Count(address); using (_lock.EnterScope()) _pages.Clear();")]
    public Task A_lock_that_was_not_released_is_told_of_once(string statements) => VerifyAsync(Driver(statements));

    [Fact]
    public Task Of_an_order_beside_a_leak_that_has_nothing_to_do_with_it_is_told() =>
        VerifyAsync(Driver("using (_queue.EnterScope()) { using ([|_lock.EnterScope()|]) _pages.Clear(); }"));

    private static string Driver(string statements) => $$"""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly DriverLock _queue = new();
            private readonly Dictionary<ulong, ulong> _pages = [];
            private int _count;

            public bool Flush(ulong address)
            {
                {{statements}}
                return true;
            }

            public bool Count(ulong address)
            {
                _queue.Enter();
                if (address == 0)
                    {|NSDK4002:return false;|}
                _count++;
                _queue.Exit();
                return true;
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    using (_queue.EnterScope())
                        _pages.Clear();
                }

                return true;
            }
        }
        """;

    [Theory]
    [InlineData("lock (Sync) { Pages += pages; }", "lock (ledger.Sync) { using ([|_lock.EnterScope()|]) _pages.Clear(); }")]
    [InlineData("lock (this.Sync) Pages += pages;", "lock (ledger.Sync) Empty();", true)]
    [InlineData("lock (Sync) { Pages += pages; }", "using (_lock.EnterScope()) { lock (ledger.Sync) _pages.Clear(); }")]
    [InlineData("lock (Sync) { Pages += pages; }", "lock (ledger.Sync) { ledger.Pages++; } using (_lock.EnterScope()) _pages.Clear();")]
    [InlineData("Pages += pages;", "lock (ledger.Sync) { using (_lock.EnterScope()) _pages.Clear(); }")]
    [InlineData("Action later = () => { lock (Sync) Pages += pages; }; Later = later;", "lock (ledger.Sync) { using (_lock.EnterScope()) _pages.Clear(); }")]
    [InlineData("lock (Other) { Pages += pages; }", "lock (ledger.Sync) { using (_lock.EnterScope()) _pages.Clear(); }")]
    public Task A_lock_that_another_object_takes(string charge, string flush, bool isInHelper = false) => VerifyAsync($$"""
        public sealed class Ledger
        {
            internal object Sync { get; } = new();

            private object Other { get; } = new();

            public int Pages { get; set; }

            public Action? Later { get; set; }

            internal void Charge(int pages)
            {
                {{charge}}
            }

            public object Show() => Other;
        }

        public sealed class Mirror(Ledger ledger) : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public void Flush() { {{flush}} }

            private void Empty() { {{(isInHelper ? "using ([|_lock.EnterScope()|]) _pages.Clear();" : "")}} }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                    ledger.Charge(1);
                }

                return true;
            }
        }
        """);
}

using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Locks;

public class MonitorOfLockTests() : RuleTests("NSDK4006")
{
    protected override string Broken => """
        class Device
        {
            private readonly DriverLock _gate = new();
            private readonly object _other = new();

            void M()
            {
                lock ([|_gate|]) { }
                Monitor.Enter([|_gate|]);
                if (Monitor.TryEnter([|this._gate|], 100)) { }
            }
        }
        """;

    protected override string Correct => """
        class Device
        {
            private readonly DriverLock _gate = new();
            private readonly object _monitor = new();
            private readonly Lock _lock = new();

            void M()
            {
                using (_gate.EnterScope()) { }
                lock (_monitor) { }
                lock (_lock) { }
                Monitor.Enter(_monitor);
            }
        }
        """;

    protected override string HalfTyped => """
        class Device
        {
            private readonly DriverLock _gate = new();

            void M()
            {
                lock ([|_gate|])
                lock () { }
                Monitor.Enter();
                lock (_missing) {
        """;

    [Fact]
    public Task A_semaphore_or_reader_writer_lock_is_seen_where_it_is_the_drivers() => VerifyAsync("""
        abstract class Mirror : IntervalNotifier
        {
            private readonly SemaphoreSlim _semaphore = new(1, 1);

            void M()
            {
                lock ([|_semaphore|]) { }
            }
        }

        class Device
        {
            [DriverLock] private readonly ReaderWriterLockSlim _gate = new();

            void M()
            {
                lock ([|_gate|]) { }
            }
        }
        """);

    [Fact]
    public Task A_semaphore_that_has_nothing_to_do_with_drivers_is_nobodys_business() => VerifyAsync("""
        class Throttle
        {
            private readonly SemaphoreSlim _slots = new(4);

            void M()
            {
                lock (_slots) { }
            }
        }
        """);

    [Fact]
    public Task The_fix_enters_a_scope() => VerifyFixAsync(
        """
        class Device
        {
            private readonly DriverLock _gate = new();
            private readonly DriverLock _inner = new();
            private int _count;

            void M()
            {
                // Both.
                lock ([|_gate|])
                {
                    lock (/* then */ [|_inner|])
                        _count++; // one
                }

                lock ([|_gate|]) _count--;
            }
        }
        """,
        """
        class Device
        {
            private readonly DriverLock _gate = new();
            private readonly DriverLock _inner = new();
            private int _count;

            void M()
            {
                // Both.
                using (_gate.EnterScope())
                {
                    using (/* then */ _inner.EnterScope())
                        _count++; // one
                }

                using (_gate.EnterScope()) _count--;
            }
        }
        """);

    [Fact]
    public Task The_fix_waits_and_releases_where_the_lock_has_no_scope() => VerifyFixAsync(
        """
        class Device
        {
            [DriverLock] private readonly SemaphoreSlim _gate = new(1, 1);
            [DriverLock] private readonly ReaderWriterLockSlim _table = new();
            private int _count;

            void M()
            {
                // Both.
                lock ([|_gate|])
                {
                    lock ([|_table|])
                        _count++;
                }
            }
        }
        """,
        """
        class Device
        {
            [DriverLock] private readonly SemaphoreSlim _gate = new(1, 1);
            [DriverLock] private readonly ReaderWriterLockSlim _table = new();
            private int _count;

            void M()
            {
                // Both.
                _gate.Wait();
                try
                {
                    _table.EnterWriteLock();
                    try
                    {
                        _count++;
                    }
                    finally
                    {
                        _table.ExitWriteLock();
                    }
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task A_monitor_call_is_not_fixed_since_its_partner_is_elsewhere() => VerifyNoFixAsync("""
        class Device
        {
            private readonly DriverLock _gate = new();

            void M() => Monitor.Enter([|_gate|]);
        }
        """);
}

using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Locks;

public class WaitForOneselfTests() : RuleTests("NSDK4008")
{
    protected override string Broken => """
        public sealed class Table : IntervalNotifier
        {
            private readonly SemaphoreSlim _lock = new(1, 1);
            private readonly HashSet<ulong> _pages = [];

            public void Map(ulong page)
            {
                _lock.Wait();
                try
                {
                    if (_pages.Contains(page))
                        Unmap(page);
                    _pages.Add(page);
                }
                finally
                {
                    _lock.Release();
                }
            }

            public void Unmap(ulong page)
            {
                [|_lock.Wait()|];
                try
                {
                    _pages.Remove(page);
                }
                finally
                {
                    _lock.Release();
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                _lock.Wait();
                _pages.Clear();
                _lock.Release();
                return true;
            }
        }
        """;

    protected override string Correct => """
        public sealed class Table : IntervalNotifier
        {
            private readonly SemaphoreSlim _lock = new(1, 1);
            private readonly HashSet<ulong> _pages = [];

            public void Map(ulong page)
            {
                _lock.Wait();
                try
                {
                    if (_pages.Contains(page))
                        UnmapLocked(page);
                    _pages.Add(page);
                }
                finally
                {
                    _lock.Release();
                }
            }

            public void Unmap(ulong page)
            {
                _lock.Wait();
                try
                {
                    UnmapLocked(page);
                }
                finally
                {
                    _lock.Release();
                }
            }

            [RequiresLock(nameof(_lock))]
            private void UnmapLocked(ulong page) => _pages.Remove(page);

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                _lock.Wait();
                _pages.Clear();
                _lock.Release();
                return true;
            }
        }
        """;

    protected override string HalfTyped => """
        public sealed class Table : IntervalNotifier
        {
            private readonly SemaphoreSlim _lock = new(1, 1);
            private readonly HashSet<ulong> _pages = [];

            public void Map(ulong page)
            {
                _lock.Wait();
                try
                {
                    if (_pages.Contains(page))
                        Unmap(page);
                    _pages.Add(page);
                }
                finally
                {
                    _lock.Release();
                }
            }

            public void Unmap(ulong page)
            {
                [|_lock.Wait()|];
                try
                {
                    _pages.Remove(page);
                }
                finally
                {
                    _lock.Release();
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                _lock.Wait();
                _pages.Clear();
                _lock.Release();
                return true;
            }

            void Half(Missing x) => _lock.
        """;

    [Theory]
    [InlineData("SemaphoreSlim", "new(1, 1)", "Wait", "Release", true)]
    [InlineData("SemaphoreSlim", "new(1)", "Wait", "Release", true)]
    [InlineData("SemaphoreSlim", "new(4, 4)", "Wait", "Release", false)]
    [InlineData("ReaderWriterLockSlim", "new()", "EnterWriteLock", "ExitWriteLock", true)]
    [InlineData("ReaderWriterLockSlim", "new(LockRecursionPolicy.SupportsRecursion)", "EnterWriteLock", "ExitWriteLock", false)]
    [InlineData("DriverLock", "new()", "Enter", "Exit", false)]
    public Task A_lock_that_lets_no_thread_in_twice(string kind, string made, string enter, string exit, bool isWrong) => VerifyAsync($$"""
        public sealed class Table : IntervalNotifier
        {
            private readonly {{kind}} _lock = {{made}};

            public void Use()
            {
                _lock.{{enter}}();
                {{(isWrong ? $"[|_lock.{enter}()|]" : $"_lock.{enter}()")}};
                _lock.{{exit}}();
                _lock.{{exit}}();
            }

            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """);

    [Theory]
    [InlineData("using (_lock.EnterScope()) [|_done.Wait()|];", "using (_lock.EnterScope()) _tasks++; _done.Set();")]
    [InlineData("using (_lock.EnterScope()) _done.Wait();", "_done.Set(); using (_lock.EnterScope()) _tasks++;")]
    [InlineData("using (_lock.EnterScope()) _done.Wait();", "if (_tasks > 3) { using (_lock.EnterScope()) _tasks++; } _done.Set();")]
    [InlineData("using (_lock.EnterScope()) { _tasks = 0; } _done.Wait();", "using (_lock.EnterScope()) _tasks++; _done.Set();")]
    public Task An_event_that_is_signalled_under_the_lock(string callback, string submit) => VerifyAsync($$"""
        public sealed class Tasks : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly ManualResetEventSlim _done = new();
            private int _tasks;

            public void Submit() { {{submit}} }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                if (!invalidation.IsBlockable)
                    return false;
                {{callback}}
                return true;
            }
        }
        """);
}

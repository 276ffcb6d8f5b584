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

    [Theory]
    [InlineData("using (space.BeginInvalidate(range, InvalidationEvent.Unmap)) { var shadow = Take(range); [|shadow.Remove()|]; }")]
    [InlineData("using (space.BeginInvalidate(range, InvalidationEvent.Unmap)) { var shadow = _all[range]; shadow?[|.Remove()|]; }")]
    [InlineData("var shadow = Take(range); using var scope = space.BeginInvalidate(shadow.Range, InvalidationEvent.Unmap); _ = [|shadow.ReadBegin()|];")]
    [InlineData("var shadow = new Shadow(); space.Insert(shadow, range); using (space.BeginInvalidate(range, InvalidationEvent.Unmap)) [|shadow.Remove()|];")]
    [InlineData("using (space.BeginInvalidate(range, InvalidationEvent.Unmap)) { _ = [|_one.ReadBegin(range)|]; }")]
    [InlineData("using (space.BeginInvalidate(range, InvalidationEvent.Unmap)) { GC.Collect(); } Take(range).Remove();")]
    [InlineData("using (space.BeginInvalidate(range, InvalidationEvent.Unmap)) { var shadow = Take(other); shadow.Remove(); }")]
    [InlineData("using (space.BeginInvalidate(range, InvalidationEvent.Unmap)) { var shadow = Take(range); shadow.RemoveLater(); }")]
    [InlineData("using (space.BeginInvalidate(range, InvalidationEvent.Unmap)) { var shadow = Take(range); shadow = Take(other); shadow.Remove(); }")]
    [InlineData("using (space.BeginInvalidate(range, InvalidationEvent.Unmap)) { var shadow = Take(range); Task.Run(() => shadow.Remove()); }")]
    [InlineData("using (var scope = space.BeginInvalidate(range, InvalidationEvent.Unmap)) { var shadow = Take(range); scope.Dispose(); shadow.Remove(); }")]
    [InlineData("using var scope = space.BeginInvalidate(range, InvalidationEvent.Unmap); using var open = scope.Detach(); open.End(); Take(range).Remove();")]
    [InlineData("for (var i = 0; i < 4; i++) { using (space.BeginInvalidate(_ranges[i], InvalidationEvent.Unmap)) _others[i].Remove(); }")]
    [InlineData("using (space.BeginInvalidate(range, InvalidationEvent.Unmap)) { range = other; Take(range).Remove(); }")]
    public Task A_notifier_inside_the_threads_own_scope(string statements) => VerifyAsync($$"""
        public sealed class Shadow : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }

        public sealed class Owner(AddressSpace space)
        {
            private readonly Dictionary<AddressRange, Shadow> _all = [];
            private readonly AddressRange[] _ranges = new AddressRange[4];
            private readonly Shadow[] _others = new Shadow[4];
            private readonly Shadow _one = new();

            public void Change(AddressRange range, AddressRange other) { {{statements}} }

            private Shadow Take(AddressRange range) => _all[range];
        }
        """);
}

namespace NotifierSdk.Package.Tests;

/// <summary>What an author goes through with the package: seen, repaired, clean; annotated, generated, run.</summary>
public class AuthorsPathTests(Feed feed)
{
    private const string Broken = """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly SortedSet<ulong> _pages = [];

            public int Count => _pages.Count;

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                _lock.Enter();
                if (ReadRetry(token))
                    return false;
                _pages.Add(address);
                _lock.Exit();
                return true;
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    if (_pages.Count == 0)
                        return true;
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                    return true;
                }
            }
        }
        """;

    private const string Repaired = """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly SortedSet<ulong> _pages = [];

            public int Count
            {
                get
                {
                    using (_lock.EnterScope())
                    {
                        return _pages.Count;
                    }
                }
            }

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _pages.Add(address);
                }

                return true;
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    if (_pages.Count == 0)
                        return true;
                    _pages.Clear();
                    return true;
                }
            }
        }
        """;

    private const string Annotated = """
        using var space = new AddressSpace();
        var umem = new Umem();
        var range = AddressRange.FromLength(0x1000, 0x1000);
        space.Insert(umem, range);
        Console.WriteLine($"fault: {umem.Fault(range)}, pages: {umem.Count}");
        using (space.BeginInvalidate(range, InvalidationEvent.Unmap))
            Console.WriteLine($"unmapped, pages: {umem.Count}");
        umem.Remove();
        Console.WriteLine($"removed, fault: {umem.Fault(range)}");

        public sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly SortedSet<ulong> _pages = [];

            public int Count
            {
                get
                {
                    using (_lock.EnterScope())
                        return _pages.Count;
                }
            }

            [Fault(Collect = nameof(Read), Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

            [Invalidate]
            private void Unmap(in Invalidation invalidation) => _pages.Clear();

            private static ulong Read(AddressRange range) => range.Start;

            private void Map(ulong page) => _pages.Add(page);
        }
        """;

    [Fact]
    public async Task A_broken_driver_is_seen_in_the_build_repaired_by_format_and_then_builds_clean()
    {
        var project = await feed.CreateProjectAsync("Broken", ("Driver.cs", Broken), ("Program.cs", "Console.WriteLine(new Mirror());\n"));

        var broken = await project.RunAsync(0, "build");
        Assert.Contains("Driver.cs(6,25): warning NSDK4003:", broken, StringComparison.Ordinal);
        Assert.Contains("Driver.cs(13,13): warning NSDK4002:", broken, StringComparison.Ordinal);
        Assert.Contains("Driver.cs(24,17): warning NSDK2001:", broken, StringComparison.Ordinal);

        await project.RunAsync(0, "format", "analyzers", "--diagnostics", "NSDK2001", "NSDK4002", "NSDK4003", "--no-restore");
        Assert.Equal(Repaired, await project.ReadAsync("Driver.cs"));

        var repaired = await project.RunAsync(0, "build", "-warnaserror");
        Assert.Contains("0 Warning(s)", repaired, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_annotated_driver_generates_and_runs()
    {
        var project = await feed.CreateProjectAsync("Annotated", ("Program.cs", Annotated));
        await project.RunAsync(0, "build", "-warnaserror");
        var printed = await project.RunAsync(0, "run", "--no-build");
        Assert.Equal(["fault: Completed, pages: 1", "unmapped, pages: 0", "removed, fault: Removed"], printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}

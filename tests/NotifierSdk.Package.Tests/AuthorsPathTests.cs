namespace NotifierSdk.Package.Tests;

/// <summary>What an author goes through with a mistake: seen, repaired, clean.</summary>
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

    internal static IEnumerable<(string Path, string Text)> Files(Feed feed) =>
    [
        ("Broken/Broken.csproj", feed.ProjectWith("NotifierSdk")),
        ("Broken/Driver.cs", "using NotifierSdk;\n\n" + Broken),
        ("Broken/Program.cs", "Console.WriteLine(new Mirror());\n"),
    ];

    [Fact]
    public async Task A_broken_driver_is_seen_in_the_build_repaired_by_format_and_then_builds_clean()
    {
        var broken = (await feed.ConsumersAsync)["Broken/Broken"];
        Assert.Equal(3, broken.Reports.Count);
        Assert.Contains(broken.Reports, report => report.Contains("Driver.cs(8,25): warning NSDK4003:", StringComparison.Ordinal));
        Assert.Contains(broken.Reports, report => report.Contains("Driver.cs(15,13): warning NSDK4002:", StringComparison.Ordinal));
        Assert.Contains(broken.Reports, report => report.Contains("Driver.cs(26,17): warning NSDK2001:", StringComparison.Ordinal));

        await broken.Folder.DotnetAsync(0, "format", "analyzers", "--diagnostics", "NSDK2001", "NSDK4002", "NSDK4003", "--no-restore");
        Assert.Equal("using NotifierSdk;\n\n" + Repaired, await broken.Folder.ReadAsync("Driver.cs"));

        var repaired = await broken.Folder.DotnetAsync(0, "build", "--no-restore", "-warnaserror");
        Assert.Contains("0 Warning(s)", repaired, StringComparison.Ordinal);
    }
}

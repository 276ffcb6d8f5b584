using NotifierSdk.Testing;

namespace NotifierSdk.Runtime.Tests.Exploration;

/// <summary>
/// A small primary mapping with a version for each page, the drivers that mirror it, and the promise of the protocol (section 2) checked at
/// each step that could break it. A page is one address.
/// </summary>
internal sealed class PageWorld
{
    private readonly Scenario _scenario;
    private readonly List<PageDriver> _drivers = [];

    internal PageWorld(Scenario scenario, int pages)
    {
        _scenario = scenario;
        Versions = new int[pages];
        Array.Fill(Versions, 1);
        scenario.AtEnd(() => FindStale(0, pages - 1));
        Space.Error += (_, error) =>
        {
            if (!ExpectsErrors)
                scenario.Run.Note(Verdict.ProtocolViolation, $"{error.Message} {error.Exception}");
        };
    }

    internal AddressSpace Space { get; } = new("explored");

    internal int[] Versions { get; }

    /// <summary>Whether callbacks fail on purpose; otherwise an error of the space fails the run.</summary>
    internal bool ExpectsErrors { get; init; }

    internal bool IsReleaseEnded { get; set; }

    /// <summary>How many changes run that a subscriber to the whole space was not told of.</summary>
    internal int Unannounced { get; set; }

    /// <summary>A driver; with <paramref name="sharing"/>, one that shares lock and shadow with another, as notifiers split from one another do.</summary>
    internal PageDriver Driver(
        string name = "driver", PageDriver? sharing = null, Action<Invalidation>? inCallback = null, Action? beforeCommit = null, bool handsOver = false, AuthorMistake mistake = AuthorMistake.None)
    {
        var driver = new PageDriver(this, name)
        {
            Gate = sharing?.Gate ?? new DriverLock(),
            Shadow = sharing?.Shadow ?? new int[Versions.Length],
            InCallback = inCallback,
            BeforeCommit = beforeCommit,
            HandsOver = handsOver,
            Mistake = mistake,
        };
        _drivers.Add(driver);
        return driver;
    }

    internal void Thread(string name, Action body) => _scenario.Thread(name, body);

    internal void Fail(string failure) => _scenario.Fail(failure);

    internal static AddressRange Page(int page) => AddressRange.FromLength((ulong)page, 1);

    internal static AddressRange Pages(int first, int last) => AddressRange.FromBounds((ulong)first, (ulong)last);

    /// <summary>One whole invalidation: begin, a new version of each page, end.</summary>
    internal void Change(int first, int last)
    {
        using (Space.BeginInvalidate(Pages(first, last), InvalidationEvent.Unmap))
            ChangePages(first, last);
        CheckEnded(first, last);
    }

    internal void ChangePages(int first, int last)
    {
        Interleavings.Point("begun");
        for (var page = first; page <= last; page++)
        {
            CheckNothingMirrored(page);
            Versions[page]++;
        }

        Interleavings.Point("changed");
    }

    /// <summary>After an end: what is mirrored is not older than the mapping was when it changed.</summary>
    internal void CheckEnded(int first, int last)
    {
        if (FindStale(first, last) is { } stale)
            Fail(stale);
    }

    private string? FindStale(int first, int last)
    {
        for (var page = first; page <= last; page++)
        {
            foreach (var driver in _drivers)
            {
                if (driver.Shadow[page] != 0 && driver.Shadow[page] < Versions[page])
                    return $"stale shadow entry: page {page} of {driver} mirrors version {driver.Shadow[page]}, the mapping is at {Versions[page]}";
            }
        }

        return null;
    }

    private void CheckNothingMirrored(int page)
    {
        foreach (var driver in _drivers)
        {
            if (driver.Shadow[page] != 0)
                Fail($"begin returned, and page {page} of {driver} still mirrors version {driver.Shadow[page]}");
        }
    }
}

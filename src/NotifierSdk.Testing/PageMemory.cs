using System.Globalization;
using NotifierSdk.Testing.Oracle;

namespace NotifierSdk.Testing;

/// <summary>The primary mapping of a scenario: a version for each page. Reading one is a step, as it is in a real collect.</summary>
public sealed class PageMemory
{
    private readonly Scenario _scenario;
    private readonly PageVersion[] _pages;

    internal PageMemory(Scenario scenario, AddressSpace space, int pages)
    {
        (_scenario, Space) = (scenario, space);
        _pages = new PageVersion[pages];
        for (var page = 0; page < pages; page++)
            _pages[page] = new PageVersion();
    }

    /// <summary>Where its changes are announced.</summary>
    public AddressSpace Space { get; }

    /// <summary>How many pages it has.</summary>
    public int Count => _pages.Length;

    /// <summary>Reads the version of a page, as a collect step does. The first is 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such page.</exception>
    public int VersionOf(int page)
    {
        var version = Find(page);
        _scenario.Run.BeforeAccess(version, "version", isWrite: false);
        _scenario.Run.Tell(string.Create(CultureInfo.InvariantCulture, $"collect page {page}: v{version.Value}"));
        return version.Value;
    }

    /// <summary>Reads the version of the page that a range begins in.</summary>
    public int VersionAt(AddressRange range) => VersionOf(_scenario.PageOf(range.Start));

    /// <summary>Reads a page and pins it, as a collect step does that must give something back.</summary>
    public PinnedPage Pin(AddressRange range)
    {
        var page = _scenario.PageOf(range.Start);
        return _scenario.Run.Oracle.Pins.Add(page, VersionOf(page));
    }

    internal int Current(int page) => Find(page).Value;

    internal void Renew(int page)
    {
        var version = Find(page);
        _scenario.Run.BeforeAccess(version, "version", isWrite: true);
        version.Value++;
        _scenario.Run.Tell(string.Create(CultureInfo.InvariantCulture, $"page {page} becomes v{version.Value}"));
    }

    private PageVersion Find(int page) => (uint)page < (uint)_pages.Length
        ? _pages[page]
        : throw new ArgumentOutOfRangeException(nameof(page), page, $"The mapping has the pages 0 to {_pages.Length - 1}.");

    private sealed class PageVersion
    {
        internal int Value { get; set; } = 1;
    }
}

using System.Globalization;
using NotifierSdk.Testing.Oracle;

namespace NotifierSdk.Testing;

/// <summary>Represents the primary mapping of a scenario, which has a version for each page. To read a version is a step of the schedule, as it is in the collect step of a real driver.</summary>
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

    /// <summary>Gets the address space in which the changes of the mapping are announced.</summary>
    public AddressSpace Space { get; }

    /// <summary>Gets the number of pages.</summary>
    public int Count => _pages.Length;

    /// <summary>Reads the version of a page, as a collect step does. The first version is 1.</summary>
    /// <param name="page">The number of the page. The first page is 0.</param>
    /// <returns>The version.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such page.</exception>
    public int VersionOf(int page)
    {
        var version = Find(page);
        _scenario.Run.BeforeAccess(version, "version", isWrite: false);
        _scenario.Run.Tell(string.Create(CultureInfo.InvariantCulture, $"collect page {page}: v{version.Value}"));
        return version.Value;
    }

    /// <summary>Reads the version of the page in which a range begins.</summary>
    /// <param name="range">The range.</param>
    /// <returns>The version.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such page.</exception>
    public int VersionAt(AddressRange range) => VersionOf(_scenario.PageOf(range.Start));

    /// <summary>Pins the page in which a range begins and reads its version, as a collect step does that acquires something and must release it.</summary>
    /// <param name="range">The range.</param>
    /// <returns>The pinned page.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such page.</exception>
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

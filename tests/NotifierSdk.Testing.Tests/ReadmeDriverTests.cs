using NotifierSdk.Linux;
using NotifierSdk.Testing.Tests.Drivers;

namespace NotifierSdk.Testing.Tests;

/// <summary>The README's driver over real memory, explored; and a copy with a mistake.</summary>
public class ReadmeDriverTests
{
    private static readonly ulong s_pageSize = (ulong)Environment.SystemPageSize;

    [Fact]
    public void The_driver_is_the_one_in_the_readme()
    {
        var file = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Drivers", "Translations.cs")).ReplaceLineEndings("\n");
        var driver = file[file.IndexOf("/// <summary>", StringComparison.Ordinal)..].Trim();
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")).ReplaceLineEndings("\n");
        Assert.Contains(driver, readme, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_never_commits_what_was_unmapped()
    {
        using var file = MemoryFile.Create("guest memory", s_pageSize);
        var exploration = Interleavings.Explore(scenario =>
        {
            var space = new AddressSpace("guest");
            var memory = scenario.Own(MappedMemory.Map(space, file, offset: 0, file.Length));
            var driver = new Translations(memory);
            space.Insert(driver, memory.Range);
            scenario.Thread("fault", () => driver.Fault(memory.Range));
            scenario.Thread("unmap", () => memory.Unmap(memory.Range));
            scenario.Mirrors(driver, space, [memory.Range], driver.OffsetAt, page => OffsetIn(memory, page));
        });
        Assert.True(exploration.IsComplete, exploration.ToString());
    }

    [Fact]
    public void A_fault_an_unmap_and_a_remove_go_together()
    {
        using var file = MemoryFile.Create("guest memory", s_pageSize);
        Interleavings.Explore(
            scenario =>
            {
                var space = new AddressSpace("guest");
                var memory = scenario.Own(MappedMemory.Map(space, file, offset: 0, file.Length));
                var driver = new Translations(memory);
                space.Insert(driver, memory.Range);
                scenario.Thread("fault", () => driver.Fault(memory.Range));
                scenario.Thread("unmap", () => memory.Unmap(memory.Range));
                scenario.Thread("remove", driver.Remove);
                scenario.AtEnd(() => driver.IsInserted ? "still inserted" : null);
            },
            new ExplorationOptions { MaxSchedules = 2_000, RandomSchedules = 200 });
    }

    [Fact]
    public void A_copy_that_asks_for_the_collision_before_it_takes_the_lock_is_found()
    {
        using var file = MemoryFile.Create("guest memory", 2 * s_pageSize);
        var failure = Assert.Throws<InterleavingException>(() => Interleavings.Explore(scenario =>
        {
            var space = new AddressSpace("guest");
            var memory = scenario.Own(MappedMemory.Map(space, file, offset: s_pageSize, s_pageSize));
            var driver = new BrokenTranslations(memory);
            space.Insert(driver, memory.Range);
            scenario.Thread("fault", () => driver.Fault(memory.Range));
            scenario.Thread("unmap", () => memory.Unmap(memory.Range));
            scenario.Mirrors(driver, space, [memory.Range], driver.OffsetAt, page => OffsetIn(memory, page));
        }));
        TestContext.Current.TestOutputHelper?.WriteLine(failure.Message);
        Assert.Equal(Verdict.StaleShadow, failure.Exploration.Verdict);
        Assert.Equal(1, failure.Exploration.Preemptions);
        Assert.Contains("read retry (no lock): ok", failure.Message, StringComparison.Ordinal);
    }

    private static ulong? OffsetIn(MappedMemory memory, AddressRange page) => memory.TryTranslate(page.Start, out _, out var offset) ? offset : null;
}

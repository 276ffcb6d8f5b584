using System.Globalization;
using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Generators.Tests;

/// <summary>One cache of registrations, written twice: what became of the lines that every author had to write.</summary>
public sealed class BeforeAndAfterTests(ITestOutputHelper output)
{
    private const ulong Page = 4096;

    [Fact]
    public void Both_caches_do_the_same()
    {
        var after = Run("CacheAfter");
        Assert.Equal(Run("CacheBefore"), after);
        Assert.Contains("register 0x0-0x3fff", after);
        Assert.Contains(after, line => line.StartsWith("register 0xffffffffffff", StringComparison.Ordinal));
    }

    [Fact]
    public void The_shorter_one_has_the_lines_that_its_page_says()
    {
        var (before, after) = (LinesOf("CacheBefore.cs"), LinesOf("CacheAfter.cs"));
        output.WriteLine($"lines of code: {before} before, {after} after");
        Assert.Equal((58, 26), (before, after));
    }

    private static List<string> Run(string type)
    {
        var log = new List<string>();
        var next = 0L;
        var driver = GeneratorRun.Of(DriverSource.Read($"{type}.cs")).Load().Create(
            $"Drivers.Caches.{type}",
            (Func<AddressRange, long>)(range =>
            {
                log.Add($"register {range}");
                return ++next;
            }),
            (Action<long>)(key => log.Add(string.Create(CultureInfo.InvariantCulture, $"deregister {key}"))));
        ((IDisposable)driver).Dispose(); // never inserted

        using var space = new AddressSpace("application");
        space.Insert(driver, AddressRange.All);
        Get(0, 1);
        Get(3 * Page, Page);
        Get(100, 50); // inside what is there
        Get(Page, 2 * Page); // touches both
        Get(8 * Page, Page);
        Get(ulong.MaxValue - 10, 5);
        space.BeginInvalidate(AddressRange.FromLength(Page, 1), InvalidationEvent.Unmap).Dispose();
        Get(2 * Page, 1);
        space.BeginInvalidate(AddressRange.All, InvalidationEvent.Clear).Dispose();
        Get(0, 1);
        if (type == "CacheAfter")
            ((IDisposable)driver).Dispose();
        else
            driver.Remove(); // Dispose took the one before the insert for the removal
        ((IDisposable)driver).Dispose();
        return log;

        void Get(ulong start, ulong length) => log.Add($"got {driver.Call("Get", AddressRange.FromLength(start, length))}");
    }

    // Braces, comments and empty lines are none.
    private static int LinesOf(string file) => DriverSource.Read(file).Split('\n').Count(line =>
        line.Trim() is { Length: > 0 } text && text is not ("{" or "}") && !text.StartsWith("//", StringComparison.Ordinal) && !(text.EndsWith(';') && (text.StartsWith("using ", StringComparison.Ordinal) || text.StartsWith("namespace", StringComparison.Ordinal))));
}

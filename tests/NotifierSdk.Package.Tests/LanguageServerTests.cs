namespace NotifierSdk.Package.Tests;

/// <summary>What an author sees while typing.</summary>
public class LanguageServerTests(Feed feed)
{
    private const string Typed = "public int Count => _pages.Count;";

    private const string Mended = "public int Count { get { using (_lock.EnterScope()) return _pages.Count; } }";

    // The second type is generated code's witness: without the generator, its partial method would be an error.
    private const string Driver = """
        using NotifierSdk;

        namespace Drivers;

        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly SortedSet<ulong> _pages = [];

            @

            [Fault(Collect = nameof(Read), Commit = nameof(Add))]
            public partial FaultStatus Fault(AddressRange range);

            [Invalidate]
            private void Drop() => _pages.Clear();

            private static ulong Read(AddressRange range) => range.Start;

            private void Add(ulong page) => _pages.Add(page);
        }
        """;

    internal static IEnumerable<(string Path, string Text)> Files(Feed feed) =>
    [
        ("Editor/Editor.csproj", feed.ProjectWith("NotifierSdk", "<OutputType>Library</OutputType>")),
        ("Editor/Mirror.cs", With("")),
    ];

    [Fact]
    public async Task A_diagnostic_appears_while_a_driver_is_typed_and_goes_when_it_is_mended()
    {
        var project = (await feed.ConsumersAsync)["Editor/Editor"].AssertClean().Folder;
        await using var server = await LanguageServer.StartAsync(project);
        var file = new Uri(Path.Combine(project.Root, "Mirror.cs"));
        await server.OpenAsync(file, With(""));
        Assert.Empty(await ReportedAsync(server, file));

        var version = 0;
        for (var length = 1; length < Typed.Length; length++)
            await server.ChangeAsync(file, ++version, With(Typed[..length]));
        Assert.Contains("CS1002", await ReportedAsync(server, file)); // the semicolon is missing still

        await server.ChangeAsync(file, ++version, With(Typed));
        Assert.Equal(["NSDK4003"], await ReportedAsync(server, file));

        await server.ChangeAsync(file, ++version, With(Mended));
        Assert.Empty(await ReportedAsync(server, file));
    }

    private static string With(string member) => Driver.Replace("@", member, StringComparison.Ordinal);

    // Warnings and errors; suggestions about style are .NET's.
    private static async Task<IEnumerable<string>> ReportedAsync(LanguageServer server, Uri file) =>
        (await server.DiagnosticsAsync(file)).Where(diagnostic => diagnostic.Severity <= 2).Select(diagnostic => diagnostic.Code).Distinct();
}

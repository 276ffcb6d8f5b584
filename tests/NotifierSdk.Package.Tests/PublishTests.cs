namespace NotifierSdk.Package.Tests;

/// <summary>A driver works when it is trimmed and when it is compiled ahead of time, and neither warns.</summary>
public class PublishTests(Feed feed)
{
    private static readonly string[] s_ways = ["PublishAot", "PublishTrimmed"];

    [Fact]
    public async Task A_driver_is_published_without_a_warning_and_prints_the_same()
    {
        var readme = new Markdown("src/NotifierSdk/README.md");
        var folder = await feed.CreateFolderAsync("Publish", [
            ("Publish.slnx", $"<Solution>{string.Concat(s_ways.Select(how => $"""<Project Path="{how}/{how}.csproj" />"""))}</Solution>"),
            .. s_ways.Select(how => ($"{how}/{how}.csproj",
                feed.ProjectWith("NotifierSdk", $"<{how}>true</{how}><RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>true</SelfContained>"))),
            .. s_ways.Select(how => ($"{how}/Program.cs", readme.Block("csharp", with: "new AddressSpace(")))]);
        await folder.DotnetAsync(0, "publish", "-warnaserror");
        foreach (var how in s_ways)
            Assert.Equal(readme.Block("", with: "fault: "), await folder.RunAsync($"{how}/bin/Release/net10.0/linux-x64/publish/{how}"));
    }
}

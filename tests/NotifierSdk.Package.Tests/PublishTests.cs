namespace NotifierSdk.Package.Tests;

/// <summary>A driver works when it is trimmed and when it is compiled ahead of time, and neither warns.</summary>
public class PublishTests(Feed feed)
{
    [Theory]
    [InlineData("PublishAot")]
    [InlineData("PublishTrimmed")]
    public async Task A_driver_is_published_without_a_warning_and_prints_the_same(string how)
    {
        var readme = new Markdown("src/NotifierSdk/README.md");
        var project = await feed.CreateFolderAsync(how,
            ("Driver.csproj", feed.ProjectWith("NotifierSdk", $"<{how}>true</{how}><RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>true</SelfContained>")),
            ("Program.cs", readme.Block("csharp", with: "new AddressSpace(")));
        await project.DotnetAsync(0, "publish", "-warnaserror", "-o", "published");
        Assert.Equal(readme.Block("", with: "fault: "), await project.RunAsync("published/Driver"));
    }
}

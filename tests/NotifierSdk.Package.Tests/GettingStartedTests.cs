using System.Text.RegularExpressions;

namespace NotifierSdk.Package.Tests;

/// <summary>Follows docs/getting-started.md literally, from top to bottom: writes its files, runs its commands, compares what they print.</summary>
public partial class GettingStartedTests(Feed feed)
{
    [Fact]
    public async Task Every_step_of_the_page_does_what_the_page_says()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Feed.Repository, "docs/getting-started.md"), TestContext.Current.CancellationToken);
        var start = await feed.CreateFolderAsync("GettingStarted");
        var (folder, printed, commands) = ("", "", 0);
        foreach (Match step in Step().Matches(page))
        {
            var text = step.Groups["text"].Value;
            if (step.Groups["language"].Value == "sh")
            {
                (printed, folder) = await FollowAsync(start, folder, text);
                commands++;
            }
            else if (step.Groups["language"].Value == "text")
                Assert.Equal(text, printed);
            else if (step.Groups["file"].Success)
                await start.WriteAsync(Path.Combine(folder, step.Groups["file"].Value), text);
            else if (step.Groups["rule"].Success)
                Assert.Contains($"warning {step.Groups["rule"].Value}:", printed, StringComparison.Ordinal);
        }

        Assert.Equal(Step().Count(page), 1 + Regex.Count(page, "^```", RegexOptions.Multiline) / 2); // no block was overlooked
        Assert.True(commands >= 7);
        Assert.Contains("Passed:     6", printed, StringComparison.Ordinal); // the five tests of the template, and the reader's own
    }

    // In a home of its own: templates are installed for a user. The shell says where it ended, as the next block goes on there.
    private static async Task<(string Printed, string Folder)> FollowAsync(CleanFolder start, string folder, string commands)
    {
        var printed = await start.ShellAsync($"set -e\ncd '{Path.Combine(start.Root, folder)}'\n{commands}\necho \"@$PWD\"\n");
        var end = printed.LastIndexOf('@');
        return (printed[..end], Path.GetRelativePath(start.Root, printed[(end + 1)..].TrimEnd()));
    }

    // A block, with the file that the line before it names; or the sentence that says what a build reports.
    [GeneratedRegex(@"(?:`(?<file>[\w./]+)`:\n\n)?^```(?<language>\w+)\n(?<text>.*?)^```$|^The build reports \[(?<rule>NSDK\d+)\]", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Step();
}

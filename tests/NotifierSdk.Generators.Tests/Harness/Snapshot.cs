using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace NotifierSdk.Generators.Tests.Harness;

/// <summary>
/// Compares a text with the one that was approved, in Verify's file convention: Class.Method.verified.cs beside the test; on a mismatch
/// the text is written to Class.Method.received.cs, and approving it is renaming it.
/// </summary>
internal static partial class Snapshot
{
    private const int Context = 2;

    /// <summary>Where the sources of these tests are.</summary>
    public static string ProjectDirectory { get; } = typeof(Snapshot).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static attribute => attribute.Key == "ProjectDirectory").Value!;

    public static void Verify(string text, [CallerFilePath] string testFile = "", [CallerMemberName] string method = "")
    {
        var stem = Path.Combine(DirectoryOf(testFile), $"{Path.GetFileNameWithoutExtension(testFile)}.{method}");
        var (verified, received) = ($"{stem}.verified.cs", $"{stem}.received.cs");
        // The version moves with every release.
        text = VersionPattern().Replace(text, "${1}{version}${2}");
        var expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : "";
        if (text == expected)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        Assert.Fail($"{Path.GetFileName(verified)} is not what came out; if that is right, rename {received} to it.\n{Difference(expected, text)}");
    }

    // A deterministic build maps the repository to another root; only what follows the project is sure.
    private static string DirectoryOf(string testFile)
    {
        var project = Path.GetFileName(ProjectDirectory) + "/";
        var path = testFile.Replace('\\', '/');
        var inside = path[(path.LastIndexOf(project, StringComparison.Ordinal) + project.Length)..];
        return Path.Combine(ProjectDirectory, Path.GetDirectoryName(inside) ?? "");
    }

    private static string Difference(string expected, string actual)
    {
        var lines = new InlineDiffBuilder(new DiffPlex.Differ()).BuildDiffModel(expected, actual).Lines;
        var shown = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            var isNear = Enumerable.Range(i - Context, (2 * Context) + 1).Any(near => near >= 0 && near < lines.Count && lines[near].Type != ChangeType.Unchanged);
            if (isNear)
                shown.Append(lines[i].Type switch { ChangeType.Inserted => "+ ", ChangeType.Deleted => "- ", _ => "  " }).AppendLine(lines[i].Text);
        }

        return shown.ToString();
    }

    [GeneratedRegex("""(GeneratedCode\("NotifierSdk\.Generators", ")[^"]*("\))""")]
    private static partial Regex VersionPattern();
}

namespace NotifierSdk.Package.Tests;

/// <summary>A project of <see cref="Consumers"/>, after the build.</summary>
internal sealed class Consumer(CleanFolder solution, string project, string printed)
{
    public CleanFolder Folder { get; } = solution.Inner(Path.GetDirectoryName(project)!);

    /// <summary>The warnings and errors of this project, one a line.</summary>
    public IReadOnlyList<string> Reports { get; } = [.. printed.Split('\n').Select(line => line.Trim()).Distinct()
        .Where(line => line.EndsWith($"[{Path.Combine(solution.Root, project)}.csproj]", StringComparison.Ordinal))
        .Where(line => line.Contains(": warning ", StringComparison.Ordinal) || line.Contains(": error ", StringComparison.Ordinal))];

    /// <summary>Fails unless the project was built without a warning.</summary>
    public Consumer AssertClean()
    {
        Assert.True(Reports.Count == 0, $"{project} has warnings or errors:\n{string.Join('\n', Reports)}");
        Assert.True(printed.Contains($" -> {Folder.Root}/bin/Debug/net10.0/", StringComparison.Ordinal), $"{project} was not built:\n{printed}");
        return this;
    }

    /// <summary>Runs the program that was built, and returns what it printed.</summary>
    public Task<string> RunAsync() => Folder.RunAsync($"bin/Debug/net10.0/{Path.GetFileName(project)}");

    /// <summary>Reads a file beside the program.</summary>
    public Task<string> ReadOutputAsync(string file) => Folder.ReadAsync($"bin/Debug/net10.0/{file}");
}

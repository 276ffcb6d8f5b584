namespace NotifierSdk.Package.Tests;

/// <summary>An author's folder, outside the repository, that knows the SDK from its packages alone.</summary>
internal sealed class CleanFolder(string folder, string packages)
{
    public string Root => folder;

    /// <summary>A folder in it, which knows the same packages.</summary>
    public CleanFolder Inner(string path) => new(Path.Combine(folder, path), packages);

    public async Task WriteAsync(string path, string text)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
    }

    public Task<string> ReadAsync(string path) => File.ReadAllTextAsync(Path.Combine(folder, path), TestContext.Current.CancellationToken);

    public Task<string> DotnetAsync(int exitCode, params string[] arguments) => Dotnet.RunAsync(folder, packages, exitCode, arguments);

    /// <summary>Runs lines of a shell, in which the tools know a home that is empty at first.</summary>
    public Task<string> ShellAsync(string lines) =>
        Dotnet.RunProgramAsync("bash", folder, packages, 0, "-c", $"export DOTNET_CLI_HOME='{Path.Combine(folder, ".home")}' DOTNET_ADD_GLOBAL_TOOLS_TO_PATH=0\n{lines}");

    public Task<string> RunAsync(string program) => Dotnet.RunProgramAsync(Path.Combine(folder, program), folder, packages, 0);
}

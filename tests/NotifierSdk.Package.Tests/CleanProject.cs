namespace NotifierSdk.Package.Tests;

/// <summary>An author's project, outside the repository, that knows the SDK from its package alone.</summary>
internal sealed class CleanProject(string folder, string packages)
{
    public Task WriteAsync(string path, string text) =>
        File.WriteAllTextAsync(Path.Combine(folder, path), text, TestContext.Current.CancellationToken);

    public Task<string> ReadAsync(string path) => File.ReadAllTextAsync(Path.Combine(folder, path), TestContext.Current.CancellationToken);

    public Task<string> RunAsync(int exitCode, params string[] arguments) => Dotnet.RunAsync(folder, packages, exitCode, arguments);
}

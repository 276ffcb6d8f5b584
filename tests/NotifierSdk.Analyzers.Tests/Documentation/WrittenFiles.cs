using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Documentation;

/// <summary>Files of the repository that follow from the code: a test fails where one is stale, and writes it if it is asked to.</summary>
internal static class WrittenFiles
{
    private const string UpdateSwitch = "NOTIFIERSDK_UPDATE_DOCS";

    public static void AreUpToDate(string path, string text)
    {
        var file = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable(UpdateSwitch) == "1")
            File.WriteAllText(file, text);
        Assert.True(
            File.Exists(file) && File.ReadAllText(file) == text,
            $"{path} is stale. Run this test with {UpdateSwitch}=1 and commit what it writes:\n\n{text}");
    }
}

using System.Diagnostics;

namespace NotifierSdk.Testing.Tests;

/// <summary>The package turns the seam on in test projects, and nowhere else.</summary>
public class SwitchTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("", false)]
    public async Task The_switch_is_on_where_the_project_is_a_test_project(string isTestProject, bool isOn)
    {
        var folder = Directory.CreateTempSubdirectory("notifiersdk-switch-");
        try
        {
            var project = Path.Combine(folder.FullName, "any.proj");
            await File.WriteAllTextAsync(project, $"""
                <Project>
                  <PropertyGroup><IsTestProject>{isTestProject}</IsTestProject></PropertyGroup>
                  <Import Project="{Path.Combine(AppContext.BaseDirectory, "NotifierSdk.Testing.targets")}" />
                </Project>
                """, TestContext.Current.CancellationToken);
            using var build = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-getItem:RuntimeHostConfigurationOption"]) { RedirectStandardOutput = true })!;
            var items = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await build.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(isOn, items.Contains("NotifierSdk.Interleavings", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace NotifierSdk.RdmaOdp.Tests;

/// <summary>What the README shows compiles, and does what it says.</summary>
public partial class ReadmeTests
{
    [Fact]
    public void Its_driver_compiles_and_its_faults_end_as_the_comments_say()
    {
        var blocks = Block().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"))).Select(block => block.Groups["code"].Value).ToArray();
        Assert.Equal(2, blocks.Length);
        var (driver, use) = (blocks[0], Fault().Replace(blocks[1], "Ended(${call}, FaultStatus.${status}); //"));
        Assert.Equal(2, Regex.Count(use, @"Ended\("));

        const string Ended = "static void Ended(FaultStatus status, FaultStatus expected) { if (status != expected) throw new Exception($\"{status}, not {expected}\"); }";
        var types = driver.IndexOf("/// <summary>", StringComparison.Ordinal);
        var program = Compilations.Create(OutputKind.ConsoleApplication, driver[..types] + use + Ended + driver[types..]);
        using var assembly = new MemoryStream();
        var result = Compilations.Generate(program).Complete.Emit(assembly, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success);
        Assembly.Load(assembly.ToArray()).EntryPoint!.Invoke(null, [Array.Empty<string>()]);
    }

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"(?<call>translations\.Fault\(\w+\)); +// (?<status>\w+):")]
    private static partial Regex Fault();
}

using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotifierSdk.Generators;

namespace NotifierSdk.RdmaOdp.Tests;

/// <summary>The unsafe driver is the generated file minus one line, and nothing else.</summary>
public class UnsafeCopyTests
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.CSharp13);

    [Fact]
    public void The_copy_is_the_generated_file_without_the_line_that_checks_for_a_retry()
    {
        var generated = Generate();
        var copy = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Unsafe", "MemoryRegion.g.cs"));
        var changed = new InlineDiffBuilder(new Differ()).BuildDiffModel(generated, copy, ignoreWhitespace: false).Lines
            .Where(line => line.Type != ChangeType.Unchanged)
            .Select(line => (line.Type, Text: line.Text.Trim()))
            .ToArray();

        var expected = (ChangeType.Deleted, "if (ReadRetry(section.Token)) continue;");
        Assert.True(
            changed is [var only] && only == expected,
            $"Differences:\n{string.Join('\n', changed)}\nThe generator writes:\n{generated}");
    }

    [Fact]
    public void Without_the_generator_the_driver_does_not_build() =>
        Assert.Contains(Compile().GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic.Id == "CS8795");

    private static string Generate()
    {
        var driver = CSharpGeneratorDriver.Create([new DriverGenerator().AsSourceGenerator()], parseOptions: s_options);
        var output = driver.RunGeneratorsAndUpdateCompilation(Compile(), out var complete, out _, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(complete.GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return Assert.Single(output.GetRunResult().GeneratedTrees).ToString();
    }

    private static CSharpCompilation Compile()
    {
        var sources = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Driver"))
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), s_options, path))
            .Append(CSharpSyntaxTree.ParseText("global using System; global using System.Threading;", s_options));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is not ("RdmaOdp.dll" or "RdmaOdp.Unsafe.dll"))
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create("Driver", sources, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

}

using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Microsoft.CodeAnalysis;
using NotifierSdk.RdmaOdp.Tests;

namespace NotifierSdk.GuestCodeCache.Tests;

/// <summary>The unsafe driver is the generated file minus one line, and nothing else.</summary>
public class UnsafeCopyTests
{
    [Fact]
    public void The_copy_is_the_generated_file_without_the_line_that_checks_for_a_retry()
    {
        var (_, generated) = Compilations.Generate(Compilations.Create(
            OutputKind.DynamicallyLinkedLibrary,
            Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Driver")).Select(File.ReadAllText)));
        var copy = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Unsafe", "CodeCache.g.cs"));
        var changed = new InlineDiffBuilder(new Differ()).BuildDiffModel(generated, copy, ignoreWhitespace: false).Lines
            .Where(line => line.Type != ChangeType.Unchanged)
            .Select(line => (line.Type, Text: line.Text.Trim()))
            .ToArray();

        var expected = (ChangeType.Deleted, "if (ReadRetry(section.Token)) continue;");
        Assert.True(
            changed is [var only] && only == expected,
            $"The copy differs from the generated file in:\n{string.Join('\n', changed)}\nThe generated file, from which the copy is made, is\n{generated}");
    }
}

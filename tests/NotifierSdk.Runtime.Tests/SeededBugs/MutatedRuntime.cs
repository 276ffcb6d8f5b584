using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotifierSdk.Runtime.Tests.SeededBugs;

/// <summary>The runtime's source, compiled with an edit.</summary>
internal static class MutatedRuntime
{
    private const string AssemblyName = "NotifierSdk.Runtime";

    private const string Globals = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("NotifierSdk.Testing")]
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("NotifierSdk.Runtime.Tests")]
        """;

    // Two event sources of one name in one process cannot both be listened to, and a listener of the real one is to hear no copy.
    private static readonly SourceEdit s_nameOfItsOwn = new("Telemetry/NotifierMeter.cs", "Name = \"NotifierSdk\"", "Name = \"NotifierSdk.Edited\"");

    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.CSharp14);

    private static readonly string s_root = Path.Combine(AppContext.BaseDirectory, "RuntimeSource");

    private static readonly Lazy<CSharpCompilation> s_unedited = new(() => CSharpCompilation.Create(
        AssemblyName,
        Directory.EnumerateFiles(s_root, "*.cs", SearchOption.AllDirectories).Select(Parse).Append(CSharpSyntaxTree.ParseText(Globals, s_parse, "Globals.cs")),
        References(),
        // Without the analysis of nulls: the runtime itself is compiled with it, and a copy has no warnings to look at.
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Disable, allowUnsafe: true)));

    /// <summary>Compiles it; what it says names the bug's edits.</summary>
    internal static byte[] Compile(IEnumerable<SourceEdit> edits)
    {
        var compilation = s_unedited.Value;
        foreach (var file in edits.Append(s_nameOfItsOwn).GroupBy(edit => edit.File))
        {
            var path = Path.Combine(s_root, file.Key);
            var former = compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == path)
                ?? throw new InvalidOperationException($"The runtime has no file {file.Key}; let the seeded bug follow to where its rule is now.");
            var edited = file.Aggregate(former.GetText().ToString(), (source, edit) => edit.Apply(source));
            compilation = compilation.ReplaceSyntaxTree(former, CSharpSyntaxTree.ParseText(edited, s_parse, path));
        }

        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(error => $"{error.Location.GetLineSpan()}: {error.GetMessage(CultureInfo.InvariantCulture)}");
        Assert.True(result.Success, string.Join(Environment.NewLine, errors));
        return stream.ToArray();
    }

    private static SyntaxTree Parse(string path) => CSharpSyntaxTree.ParseText(File.ReadAllText(path).ReplaceLineEndings("\n"), s_parse, path);

    // Those of the runtime itself, and where they forward to.
    private static IEnumerable<MetadataReference> References()
    {
        var names = typeof(AddressSpace).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).Append(typeof(object).Assembly.GetName().Name!).ToHashSet();
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => names.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path));
    }
}

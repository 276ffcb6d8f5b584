using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotifierSdk.Testing.Tests.Corpus;

/// <summary>The correct drivers that the analyzers are tried on, compiled so that they run: each file in a namespace of its own.</summary>
internal static partial class CorpusAssembly
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using NotifierSdk;
        """;

    // A timer that goes off while a schedule runs makes the schedule another one when it is run again: here none does.
    private const string Timers = """
        internal static class Timers
        {
            public static Task Delay(int _, CancellationToken stop) => Task.Delay(Timeout.Infinite, stop);
        }
        """;

    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Preview);

    private static readonly Lazy<Assembly> s_assembly = new(Compile);

    /// <summary>The drivers, by the name of their file and their own.</summary>
    internal static IReadOnlyDictionary<string, Type> Drivers { get; } = s_assembly.Value.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(IntervalNotifier)) && !type.IsAbstract && !type.ContainsGenericParameters)
        .ToDictionary(type => $"{type.Namespace}.{type.Name}");

    private static Assembly Compile()
    {
        var files = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Corpus"), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        var trees = files.Select(Parse).Append(CSharpSyntaxTree.ParseText(Usings + Timers, s_parse));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("Corpus", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        Generator().RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _, TestContext.Current.CancellationToken);
        using var stream = new MemoryStream();
        var result = generated.Emit(stream, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return Assembly.Load(stream.ToArray());
    }

    // The lines of the broken twin are left out; see CorpusDriver of the analyzers' tests.
    private static SyntaxTree Parse(string path)
    {
        var lines = File.ReadAllLines(path).Where(line => !BrokenOnly().IsMatch(line)).Select(line => line.Replace("Task.Delay(", "Timers.Delay(", StringComparison.Ordinal));
        return CSharpSyntaxTree.ParseText($"namespace {Path.GetFileNameWithoutExtension(path)};\n{string.Join('\n', lines)}", s_parse, path);
    }

    private static CSharpGeneratorDriver Generator()
    {
        var type = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "Generator", "NotifierSdk.Generators.dll")).GetTypes()
            .Single(type => type.IsAssignableTo(typeof(IIncrementalGenerator)) && !type.IsAbstract);
        return CSharpGeneratorDriver.Create([((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator()], parseOptions: s_parse);
    }

    [GeneratedRegex(@"//! NSDK\d{4}$")]
    private static partial Regex BrokenOnly();
}

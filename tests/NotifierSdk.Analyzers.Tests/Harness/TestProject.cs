using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace NotifierSdk.Analyzers.Tests.Harness;

/// <summary>A project as an author has one: the framework, the runtime, implicit usings, and one file.</summary>
internal static class TestProject
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using NotifierSdk;
        """;

    private static readonly IReadOnlyList<MetadataReference> s_framework = ReferenceFramework();
    private static readonly MetadataReference s_runtime = MetadataReference.CreateFromFile(typeof(IntervalNotifier).Assembly.Location);

    /// <summary>One file.</summary>
    /// <param name="rule">The rule under test: on, even if it is off by default.</param>
    public static Document Create(string source, bool withSdk = true, string? rule = null)
    {
        var project = Empty(withSdk);
        if (rule is not null && Documentation.Rules.All.Any(each => each.Id == rule && !each.IsEnabledByDefault))
            project = project.WithCompilationOptions(project.CompilationOptions!.WithSpecificDiagnosticOptions([KeyValuePair.Create(rule, ReportDiagnostic.Warn)]));
        return project.AddDocument("Driver.cs", SourceText.From(source));
    }

    /// <summary>Many files that know nothing of each other, each in a namespace of its own, in the order given.</summary>
    public static Project Create(IEnumerable<string> sources)
    {
        var project = Empty(withSdk: true);
        foreach (var (number, source) in sources.Index())
            project = project.AddDocument($"Driver{number}.cs", SourceText.From($"namespace N{number}; {source}")).Project;
        return project;
    }

    /// <summary>Files that belong together, under their own names.</summary>
    public static Document CreateOf(IEnumerable<string> paths)
    {
        var project = Empty(withSdk: true);
        foreach (var path in paths)
            project = project.AddDocument(Path.GetFileName(path), SourceText.From(File.ReadAllText(path)), filePath: Path.GetFileName(path)).Project;
        return project.Documents.Last();
    }

    private static Project Empty(bool withSdk)
    {
        var workspace = new AdhocWorkspace();
        var project = workspace
            .AddProject("Drivers", LanguageNames.CSharp)
            .WithMetadataReferences(withSdk ? [.. s_framework, s_runtime] : s_framework)
            .WithAnalyzerReferences([new ShippedGenerators()])
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.Latest))
            .WithCompilationOptions(new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        var usings = withSdk ? ImplicitUsings : ImplicitUsings.Replace("global using NotifierSdk;", "", StringComparison.Ordinal);
        return project.AddDocument("Usings.cs", SourceText.From(usings)).Project;
    }

    private static List<MetadataReference> ReferenceFramework()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return [.. trusted.Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == folder)
            .Select(path => MetadataReference.CreateFromFile(path))];
    }
}

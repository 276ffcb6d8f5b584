using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotifierSdk.Generators.Tests.Harness;

/// <summary>One run of the generator over some source files.</summary>
internal sealed class GeneratorRun
{
    // 9999 and documentation: the strictest compiler that a user can have.
    private static readonly CSharpCompilationOptions s_options = new(
        OutputKind.DynamicallyLinkedLibrary, warningLevel: 9999, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true);

    // What is derived from one compilation shares what it has read of the references.
    private static readonly CSharpCompilation s_empty = CSharpCompilation.Create("Drivers", null, [.. References.Framework, References.Runtime], s_options);

    private const LanguageVersion Language = LanguageVersion.CSharp13;

    private GeneratorRun(CSharpCompilation input, Compilation output, GeneratorRunResult result)
    {
        Input = input;
        Output = (CSharpCompilation)output;
        Result = result;
    }

    public CSharpCompilation Input { get; }

    public CSharpCompilation Output { get; }

    public GeneratorRunResult Result { get; }

    public IReadOnlyList<string> Texts => [.. Result.GeneratedSources.Select(static source => source.SourceText.ToString())];

    /// <summary>The one file that was written.</summary>
    public string Text => Assert.Single(Texts);

    public static CSharpCompilation Compile(params string[] sources) =>
        s_empty.AddSyntaxTrees(sources.Select(static (source, index) => Parse(source, $"Driver{index}.cs")));

    public static SyntaxTree Parse(string source, string path, LanguageVersion language = Language) =>
        CSharpSyntaxTree.ParseText(source, ParseOptions(language), path, System.Text.Encoding.UTF8);

    public static GeneratorDriver NewDriver(bool isTracked = false, LanguageVersion language = Language) => CSharpGeneratorDriver.Create(
        [new DriverGenerator().AsSourceGenerator()],
        parseOptions: ParseOptions(language),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, isTracked));

    public static GeneratorRun Of(params string[] sources) => Of(Compile(sources));

    public static GeneratorRun Of(CSharpCompilation input, LanguageVersion language = Language)
    {
        var driver = NewDriver(language: language).RunGeneratorsAndUpdateCompilation(input, out var output, out _);
        return new GeneratorRun(input, output, driver.GetRunResult().Results[0]);
    }

    /// <summary>Fails unless author's and generated code compile without a warning, and the generator reported nothing.</summary>
    public GeneratorRun AssertClean() => AssertClean(Output.GetDiagnostics());

    /// <summary>The same, with what the compiler has said already.</summary>
    public GeneratorRun AssertClean(IEnumerable<Diagnostic> reported)
    {
        Assert.Null(Result.Exception);
        Assert.Empty(Result.Diagnostics);
        var diagnostics = reported.Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ToList();
        Assert.True(diagnostics.Count == 0, string.Join("\n", diagnostics.Take(10).Append<object>("").Concat(Texts.Take(1))));
        return this;
    }

    private static CSharpParseOptions ParseOptions(LanguageVersion language) => new(language, DocumentationMode.Diagnose);
}

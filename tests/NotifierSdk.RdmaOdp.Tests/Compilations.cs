using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotifierSdk.Generators;

namespace NotifierSdk.RdmaOdp.Tests;

/// <summary>Compiles sources as a project of an author's does, with the generator or without it.</summary>
internal static class Compilations
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading;";

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.CSharp13);

    public static CSharpCompilation Create(OutputKind kind, params IEnumerable<string> sources)
    {
        var trees = sources.Append(ImplicitUsings).Select(source => CSharpSyntaxTree.ParseText(source, s_options));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is not ("RdmaOdp.dll" or "RdmaOdp.Unsafe.dll" or "RegistrationCache.dll" or "RegistrationCache.Unsafe.dll" or "GuestCodeCache.dll" or "GuestCodeCache.Unsafe.dll"))
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create("Driver", trees, references, new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>Runs the generator; what comes out has no errors, and is returned with the one file that was generated.</summary>
    public static (Compilation Complete, string Generated) Generate(CSharpCompilation compilation)
    {
        var driver = CSharpGeneratorDriver.Create([new DriverGenerator().AsSourceGenerator()], parseOptions: s_options)
            .RunGeneratorsAndUpdateCompilation(compilation, out var complete, out _, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(complete.GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return (complete, Assert.Single(driver.GetRunResult().GeneratedTrees).ToString());
    }
}

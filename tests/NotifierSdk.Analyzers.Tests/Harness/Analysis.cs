using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NotifierSdk.Analyzers.Tests.Harness;

/// <summary>What the compiler and all our analyzers, run together, say of a file.</summary>
internal sealed record Analysis(ImmutableArray<Diagnostic> Compiler, ImmutableArray<Diagnostic> Rules)
{
    /// <summary>Every analyzer that is shipped; a new one is here without being registered.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
        [.. typeof(DriverAnalyzer).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(DiagnosticAnalyzer)))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    public static async Task<Analysis> OfAsync(Document document) =>
        await OfAsync((await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!, Analyzers);

    public static async Task<Analysis> OfAsync(Compilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var crashes = new ConcurrentQueue<AnalyzerCrashException>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: (exception, analyzer, _) => crashes.Enqueue(new AnalyzerCrashException(analyzer, exception)),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false);
        var found = await compilation.WithAnalyzers(analyzers, options).GetAnalyzerDiagnosticsAsync(cancellation);
        if (crashes.TryDequeue(out var crash))
            throw crash;
        var compiler = compilation.GetDiagnostics(cancellation).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return new Analysis([.. compiler.OrderBy(Place)], [.. found.Where(diagnostic => !diagnostic.IsSuppressed).OrderBy(Place)]);
    }

    private static (int, string) Place(Diagnostic diagnostic) => (diagnostic.Location.SourceSpan.Start, diagnostic.Id);
}

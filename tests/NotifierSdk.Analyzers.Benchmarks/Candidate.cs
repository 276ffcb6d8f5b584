using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NotifierSdk.Analyzers.Benchmarks;

/// <summary>Analyzers that are measured together, and the times that they took.</summary>
internal sealed class Candidate(ImmutableArray<DiagnosticAnalyzer> analyzers)
{
    private readonly List<double> _times = [];

    /// <summary>Every analyzer that is shipped; a new one is here without being registered.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Shipped { get; } =
        [.. typeof(DriverAnalyzer).Assembly.GetTypes()
            .Where(static type => !type.IsAbstract && type.IsAssignableTo(typeof(DiagnosticAnalyzer)))
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    public static ImmutableArray<DiagnosticAnalyzer> Floor { get; } = [new FloorAnalyzer()];

    public double Fastest => _times.Min();

    public double Median => _times.Order().ElementAt(_times.Count / 2);

    /// <summary>What the analyzers said the last time.</summary>
    public ImmutableArray<Diagnostic> Found { get; private set; } = [];

    /// <summary>The milliseconds until all is said of a compilation that nobody has looked at yet.</summary>
    public async Task AnalyzeAsync(Func<CSharpCompilation> fresh)
    {
        var compilation = fresh();
        GC.Collect();
        var start = Environment.CpuUsage.TotalTime;
        Found = await FindAsync(compilation);
        _times.Add((Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
    }

    /// <summary>The milliseconds of a whole build: the compiler's own, and those of the analyzers if there are any.</summary>
    public async Task BuildAsync(Func<CSharpCompilation> fresh)
    {
        GC.Collect();
        var start = Environment.CpuUsage.TotalTime;
        Found = await Compiler.BuildAsync(fresh(), analyzers);
        _times.Add((Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
    }

    /// <summary>The milliseconds that the analyzers themselves run, as the compiler's own report of them (ReportAnalyzer) counts: small ones drown in the rest.</summary>
    public async Task CountAsync(Func<CSharpCompilation> fresh)
    {
        var code = fresh();
        code.GetDiagnostics(); // so that what the compiler reads anyway is not counted
        var compilation = WithAnalyzers(code);
        await compilation.GetAnalyzerDiagnosticsAsync();
        var own = TimeSpan.Zero;
        foreach (var analyzer in analyzers)
            own += (await compilation.GetAnalyzerTelemetryInfoAsync(analyzer, default)).ExecutionTime;
        _times.Add(own.TotalMilliseconds);
    }

    private Task<ImmutableArray<Diagnostic>> FindAsync(CSharpCompilation compilation) => WithAnalyzers(compilation).GetAnalyzerDiagnosticsAsync();

    // On one thread: how many the editor or the compiler would give us is theirs to say.
    private CompilationWithAnalyzers WithAnalyzers(CSharpCompilation compilation) => compilation.WithAnalyzers(
        analyzers, new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), Rethrow, concurrentAnalysis: false, logAnalyzerExecutionTime: true));

    private static void Rethrow(Exception exception, DiagnosticAnalyzer analyzer, Diagnostic diagnostic) =>
        throw new InvalidOperationException($"{analyzer} crashed.", exception);
}

using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NotifierSdk.Analyzers.Benchmarks;

/// <summary>
/// A build with analyzers as the command-line compiler makes it: the analyzers watch the one compilation that is also emitted. The public
/// <see cref="CompilationWithAnalyzers"/> is for editors. It binds a copy of the whole compilation for the analyzers, so that a build measured with it costs twice as much whatever they do.
/// </summary>
internal static class Compiler
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    // The compiler keeps these to itself.
    private static readonly Type s_driver = Internal("AnalyzerDriver");
    private static readonly MethodInfo s_attach = s_driver.GetMethod("CreateAndAttachToCompilation", Any, [.. AttachTypes()])
        ?? throw new MissingMethodException(s_driver.FullName, "CreateAndAttachToCompilation");

    private static readonly MethodInfo s_results = s_driver.GetMethod("GetDiagnosticsAsync", Any) ?? throw new MissingMethodException(s_driver.FullName, "GetDiagnosticsAsync");

    /// <summary>Emits the compilation, and returns what the analyzers say of it.</summary>
    public static async Task<ImmutableArray<Diagnostic>> BuildAsync(CSharpCompilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        if (analyzers.IsEmpty)
        {
            Emit(compilation);
            return [];
        }

        Action<Diagnostic> rethrow = static crash => throw new InvalidOperationException(crash.ToString());
        object?[] arguments =
        [
            compilation, analyzers, new AnalyzerOptions([]), Activator.CreateInstance(Internal("AnalyzerManager"), Any, null, [analyzers], null), rethrow, false,
            Activator.CreateInstance(Internal("SeverityFilter")), false, null, CancellationToken.None,
        ];
        using var driver = (IDisposable)s_attach.Invoke(null, arguments)!;
        var watched = (Compilation)arguments[8]!;
        Emit(watched);
        return await (Task<ImmutableArray<Diagnostic>>)s_results.Invoke(driver, [watched, CancellationToken.None])!;
    }

    private static void Emit(Compilation compilation)
    {
        using var image = new MemoryStream();
        if (!compilation.Emit(image).Success)
            throw new InvalidOperationException($"{compilation.AssemblyName} does not compile.");
    }

    private static Type[] AttachTypes() =>
    [
        typeof(Compilation), typeof(ImmutableArray<DiagnosticAnalyzer>), typeof(AnalyzerOptions), Internal("AnalyzerManager"), typeof(Action<Diagnostic>), typeof(bool), Internal("SeverityFilter"), typeof(bool),
        typeof(Compilation).MakeByRefType(), typeof(CancellationToken),
    ];

    private static Type Internal(string name) => typeof(AnalyzerOptions).Assembly.GetType($"Microsoft.CodeAnalysis.Diagnostics.{name}", throwOnError: true)!;
}

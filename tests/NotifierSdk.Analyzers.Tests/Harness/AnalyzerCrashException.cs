using Microsoft.CodeAnalysis.Diagnostics;

namespace NotifierSdk.Analyzers.Tests.Harness;

/// <summary>An analyzer threw, which would be an AD0001 in a build.</summary>
public sealed class AnalyzerCrashException(DiagnosticAnalyzer analyzer, Exception exception) : Exception($"{analyzer} crashed: {exception}", exception);

using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Generators;
using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Analyzers.Benchmarks.Inputs;

/// <summary>Code that is analysed: with the generated half of its drivers, as the compiler and the editor see it.</summary>
internal sealed class Input
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Preview);

    private readonly Lazy<CSharpCompilation> _compilation;

    public Input(string name, IReadOnlyList<(string Path, string Text)> files, bool withSdk = true, IEnumerable<MetadataReference>? others = null)
    {
        Name = name;
        Lines = files.Sum(static file => file.Text.AsSpan().Count('\n'));
        var usings = withSdk ? Usings + "\nglobal using NotifierSdk;" : Usings;
        var trees = files.Append((Path: "Usings.cs", Text: usings)).Select(static file => CSharpSyntaxTree.ParseText(file.Text, s_parse, file.Path, Encoding.UTF8)).ToList();
        Types = trees.Sum(static tree => tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Count());
        _compilation = new Lazy<CSharpCompilation>(() => Compile(trees, withSdk, others ?? [])); // not all are wanted each time
    }

    public string Name { get; }

    public int Lines { get; }

    public int Types { get; }

    /// <summary>The same code after a key was pressed: nothing of it was bound yet, but what is referenced was read.</summary>
    public CSharpCompilation AsInEditor() => _compilation.Value.Clone();

    /// <summary>The same code in a compiler that has just read its files.</summary>
    public CSharpCompilation AsInBuild() =>
        CSharpCompilation.Create("Input", _compilation.Value.SyntaxTrees, _compilation.Value.References, _compilation.Value.Options);

    private CSharpCompilation Compile(IEnumerable<SyntaxTree> trees, bool withSdk, IEnumerable<MetadataReference> others)
    {
        IEnumerable<MetadataReference> references = withSdk ? References.Framework.Append(References.Runtime) : References.Framework;
        var compilation = CSharpCompilation.Create("Input", trees, references.Concat(others),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, concurrentBuild: false, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new DriverGenerator().AsSourceGenerator()], parseOptions: s_parse)
            .RunGeneratorsAndUpdateCompilation(compilation, out var complete, out _);
        var compiled = (CSharpCompilation)complete;
        var errors = compiled.Clone().GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5).ToList();
        return errors.Count == 0 ? compiled : throw new InvalidOperationException($"{Name} does not compile: {string.Join("; ", errors)}");
    }
}

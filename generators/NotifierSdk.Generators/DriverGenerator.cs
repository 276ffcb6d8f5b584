using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Generators.Emission;
using NotifierSdk.Generators.Model;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;

namespace NotifierSdk.Generators;

/// <summary>
/// Writes the callback and the faults of annotated notifiers. It reports nothing, the analyzers do (with the same parser), and it always
/// implements what C# lets it implement.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class DriverGenerator : IIncrementalGenerator
{
    /// <summary>The step that reads a type; its outputs hold plain values only.</summary>
    internal const string ModelStep = "Driver model";

    /// <summary>The step that writes a type's file.</summary>
    internal const string SourceStep = "Driver source";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // A finish alone gives nothing to write.
        foreach (var attribute in new[] { AttributeNames.Invalidate, AttributeNames.InvalidateStart, AttributeNames.Fault })
        {
            var models = context.SyntaxProvider
                .ForAttributeWithMetadataName(attribute, static (node, _) => node is MethodDeclarationSyntax, ReadDriver)
                .Where(static model => model is not null)
                .WithTrackingName(ModelStep);
            var sources = models
                .Select(static (model, _) => (model!.HintName, Text: DriverEmitter.Emit(model)))
                .WithTrackingName(SourceStep);
            context.RegisterSourceOutput(sources, static (output, source) => output.AddSource(source.HintName, source.Text));
        }
    }

    // A type may have many annotated methods, and is read at the first of them only.
    private static DriverModel? ReadDriver(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        var types = WellKnownTypes.For(context.SemanticModel.Compilation);
        if (context.TargetSymbol is not IMethodSymbol method || !types.HasRuntime)
            return null;
        var annotated = AnnotatedMethods.Of(method.ContainingType, types);
        if (!annotated.IsFirst(context.Attributes))
            return null;
        return DriverParser.Parse(method.ContainingType, annotated, types, cancellationToken) is { } shape
            ? DriverModelBuilder.Build(shape, types)
            : null;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Generators.Benchmarks;

/// <summary>
/// The least that a generator for attributes can cost: it finds the same three attributes, binds the method that carries them, and writes
/// nothing. What is below it is the compiler's.
/// </summary>
internal sealed class FloorGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        foreach (var attribute in new[] { "NotifierSdk.InvalidateAttribute", "NotifierSdk.InvalidateStartAttribute", "NotifierSdk.FaultAttribute" })
        {
            var names = context.SyntaxProvider.ForAttributeWithMetadataName(
                attribute, static (node, _) => node is MethodDeclarationSyntax, static (match, _) => match.TargetSymbol.Name);
            context.RegisterSourceOutput(names, static (_, _) => { });
        }
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>
/// The names of the faults that a project can call, and of the methods that report as one. They are read off the declarations alone: whoever looks for calls asks the compiler
/// only about those whose name is among them.
/// </summary>
internal static class FaultNames
{
    private const string Runtime = "NotifierSdk.Runtime";

    public static HashSet<string> In(Compilation compilation, WellKnownTypes types, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var method in tree.GetRoot(cancellationToken).DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax).OfType<MethodDeclarationSyntax>())
            {
                if (IsFault(method) || Reports(method.ReturnType))
                    names.Add(method.Identifier.ValueText);
            }
        }

        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols.Where(assembly => assembly.Name != Runtime && types.MayName(assembly)))
            AddFaultsOf(assembly.GlobalNamespace, types, names, cancellationToken);
        return names;
    }

    private static bool IsFault(MethodDeclarationSyntax method) =>
        method.AttributeLists.Any(list => list.Attributes.Any(attribute => NameOf(attribute.Name) is "Fault" or "FaultAttribute"));

    private static bool Reports(TypeSyntax type) => type.DescendantNodesAndSelf().Any(part => part is IdentifierNameSyntax { Identifier.ValueText: "FaultStatus" or "FaultOutcome" });

    private static string NameOf(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax aliased => aliased.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };

    private static void AddFaultsOf(INamespaceSymbol root, WellKnownTypes types, HashSet<string> names, CancellationToken cancellationToken)
    {
        var open = new Stack<INamespaceOrTypeSymbol>();
        open.Push(root);
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var member in open.Pop().GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                    open.Push(inner);
                else if (member is IMethodSymbol method && method.HasAttribute(types.Fault))
                    names.Add(method.Name);
            }
        }
    }
}

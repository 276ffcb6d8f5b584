using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

if (args is not [var assemblyPath] || !File.Exists(assemblyPath))
{
    Console.Error.WriteLine("Usage: PublicDocumentation ASSEMBLY. ASSEMBLY is the path of an assembly that has its documentation file beside it.");
    return 2;
}

var documentationPath = Path.ChangeExtension(assemblyPath, ".xml");
var documentation = XDocument.Load(documentationPath, LoadOptions.PreserveWhitespace);
var visible = VisibleMembers(assemblyPath);
foreach (var member in documentation.Descendants("member").Where(member => !visible.Contains(member.Attribute("name")!.Value)).ToList())
{
    if (member.PreviousNode is XText { Value: var text } space && string.IsNullOrWhiteSpace(text))
        space.Remove();
    member.Remove();
}

using (var output = new StreamWriter(documentationPath) { NewLine = "\n" }) // the same bytes everywhere
    documentation.Save(output, SaveOptions.DisableFormatting);
return 0;

// The documentation IDs of everything that code outside the assembly can name.
static HashSet<string> VisibleMembers(string path)
{
    var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Select(file => MetadataReference.CreateFromFile(file));
    var assembly = MetadataReference.CreateFromFile(path);
    var compilation = CSharpCompilation.Create("documentation", references: [assembly, .. framework]);
    var visible = new HashSet<string>();
    Visit(((IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(assembly)!).GlobalNamespace);
    return visible;

    void Visit(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().Where(IsVisible))
        {
            if (DocumentationCommentId.CreateDeclarationId(member) is { } id)
                visible.Add(id);
            if (member is INamespaceOrTypeSymbol inner)
                Visit(inner);
        }
    }
}

static bool IsVisible(ISymbol symbol) => symbol is INamespaceSymbol || symbol.DeclaredAccessibility
    is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;

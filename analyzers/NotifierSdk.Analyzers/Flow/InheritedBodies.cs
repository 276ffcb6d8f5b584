using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// The methods that a notifier inherits from base classes of the same project. They belong to no type that is analyzed here, but they run on its objects: a call that leads into one is followed. Each is made when something calls it,
/// so that a type without such a base class pays nothing.
/// </summary>
internal sealed class InheritedBodies
{
    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellationToken;
    private readonly HashSet<INamedTypeSymbol> _bases = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, Body?> _byMethod = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];

    public InheritedBodies(INamedTypeSymbol outermost, WellKnownTypes types, CancellationToken cancellationToken)
    {
        (_compilation, _cancellationToken) = (types.Compilation, cancellationToken);
        foreach (var notifier in outermost.SelfAndNested().Where(types.IsNotifier))
        {
            for (var at = notifier.BaseType; at is not null && types.IsNotifier(at) && !at.DeclaringSyntaxReferences.IsEmpty; at = at.BaseType)
                _bases.Add(at.OriginalDefinition);
        }
    }

    /// <summary>Whether there is no such base class.</summary>
    public bool IsEmpty => _bases.Count == 0;

    /// <summary>The body of a method or getter of one of the base classes; null of any other.</summary>
    public Body? Find(IMethodSymbol method)
    {
        if (_bases.Count == 0 || !_bases.Contains(method.ContainingType) || method.MethodKind is not (MethodKind.Ordinary or MethodKind.PropertyGet))
            return null;
        if (!_byMethod.TryGetValue(method, out var body))
            _byMethod.Add(method, body = Make(method));
        return body;
    }

    private Body? Make(IMethodSymbol method)
    {
        if (method.DeclaringSyntaxReferences.Length != 1)
            return null;
        var syntax = method.DeclaringSyntaxReferences[0].GetSyntax(_cancellationToken);
        if (syntax is not (BaseMethodDeclarationSyntax { Body: not null } or BaseMethodDeclarationSyntax { ExpressionBody: not null } or AccessorDeclarationSyntax { Body: not null } or AccessorDeclarationSyntax { ExpressionBody: not null } or ArrowExpressionClauseSyntax))
            return null;
        var model = ModelOf(syntax.SyntaxTree);
        if (model.GetOperation(syntax, _cancellationToken) is not { Parent: null } operation)
            return null;
        Depth.Check(operation, _cancellationToken);
        return ControlFlowGraph.Create(syntax, model, _cancellationToken) is { } graph ? Body.Of(method, graph, _cancellationToken) : null;
    }

    private SemanticModel ModelOf(SyntaxTree tree)
    {
        if (!_models.TryGetValue(tree, out var model))
        {
#pragma warning disable RS1030 // The driver hands an action the code of its own type alone. Only notifiers that derive from another one of the project come here, and only for methods that they call.
            _models.Add(tree, model = _compilation.GetSemanticModel(tree));
#pragma warning restore RS1030
        }

        return model;
    }
}

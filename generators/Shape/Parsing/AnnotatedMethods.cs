using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Shape.Parsing;

/// <summary>The methods of one type that carry one of our attributes, in the order of the source.</summary>
internal sealed class AnnotatedMethods
{
    public List<IMethodSymbol> Invalidates { get; } = [];
    public List<IMethodSymbol> Starts { get; } = [];
    public List<IMethodSymbol> Finishes { get; } = [];
    public List<IMethodSymbol> Faults { get; } = [];

    private AttributeData? _first;
    private IMethodSymbol? _firstSeen;

    /// <summary>The first of them all.</summary>
    public IMethodSymbol First { get; private set; } = null!;

    public bool IsEmpty => First is null;

    public bool HasCallback => Invalidates.Count + Starts.Count + Finishes.Count > 0;

    /// <summary>A finish alone runs without the lock.</summary>
    public bool NeedsLock => Invalidates.Count + Starts.Count + Faults.Count > 0;

    /// <summary>Whether these attributes are the first that the generator looks for: each type is written once.</summary>
    public bool IsFirst(IReadOnlyList<AttributeData> attributes) =>
        _first?.ApplicationSyntaxReference is { } first
        && attributes.Any(attribute => attribute.ApplicationSyntaxReference is { } other && other.SyntaxTree == first.SyntaxTree && other.Span == first.Span);

    public static AnnotatedMethods Of(INamedTypeSymbol type, WellKnownTypes types)
    {
        var found = new AnnotatedMethods();
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol method && !OwnOutput.Contains(method))
                found.Sort(method, types);
        }

        found.Invalidates.Sort(SourceOrder.Compare);
        found.Starts.Sort(SourceOrder.Compare);
        found.Finishes.Sort(SourceOrder.Compare);
        found.Faults.Sort(SourceOrder.Compare);
        return found;
    }

    private void Sort(IMethodSymbol method, WellKnownTypes types)
    {
        foreach (var attribute in method.GetAttributes())
        {
            var list = WellKnownTypes.Is(attribute.AttributeClass, types.Invalidate) ? Invalidates
                : WellKnownTypes.Is(attribute.AttributeClass, types.InvalidateStart) ? Starts
                : WellKnownTypes.Is(attribute.AttributeClass, types.InvalidateFinish) ? Finishes
                : WellKnownTypes.Is(attribute.AttributeClass, types.Fault) ? Faults
                : null;
            if (list is null || list.Contains(method))
                continue;
            list.Add(method);
            if (First is null || SourceOrder.Compare(method, First) < 0)
                First = method;
            if (list != Finishes && IsSeenByGenerator(attribute) && (_firstSeen is null || SourceOrder.Compare(method, _firstSeen) < 0))
                (_firstSeen, _first) = (method, attribute);
        }
    }

    // The generator looks at methods only; an accessor, a finalizer or an operator gets a rule, and the driver's faults their other halves all the same.
    private static bool IsSeenByGenerator(AttributeData attribute) =>
        attribute.ApplicationSyntaxReference?.GetSyntax().Parent?.Parent is MethodDeclarationSyntax;
}

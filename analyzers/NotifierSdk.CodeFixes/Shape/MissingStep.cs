using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>A step of a fault that no method of the type is yet, and the signature that fits.</summary>
/// <param name="Attribute">The [Fault] that needs it.</param>
/// <param name="Argument">Where the attribute names it; null if it does not yet.</param>
/// <param name="Name">What the method is called.</param>
/// <param name="Signature">What it returns, its name and its parameters.</param>
internal sealed record MissingStep(AttributeSyntax Attribute, AttributeArgumentSyntax? Argument, string Name, string Signature)
{
    private static readonly SymbolDisplayFormat s_typeAndName =
        SymbolDisplayFormat.MinimallyQualifiedFormat.WithParameterOptions(SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName);

    /// <summary>The step that a diagnostic is about.</summary>
    /// <returns>Null: a method of that name is there, or what it would take and return cannot be told.</returns>
    public static MissingStep? Of(SyntaxNode node, SemanticModel model)
    {
        var argument = node.FirstAncestorOrSelf<AttributeArgumentSyntax>();
        return AllOf(node, model).FirstOrDefault(step => step.Argument == argument);
    }

    /// <summary>All steps that the same [Fault] is short of, in its order.</summary>
    public static IReadOnlyList<MissingStep> AllOf(SyntaxNode node, SemanticModel model)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute || AnnotatedFault.Of(attribute, model) is not { EntryPoint: var fault } shape || !CanHandOn(fault))
            return [];
        var position = attribute.SpanStart;
        var free = Named(attribute).Where(each => IsFree(each.Name, times: each.Argument is null ? 0 : 1, fault, model, position)).ToList();
        var collected = shape.CollectedType ?? (free.Any(each => each.Step == ArgumentNames.Collect)
            ? CollectedElsewhere(shape, model) ?? (free.Any(each => each.Step == ArgumentNames.Commit) ? model.Compilation.ObjectType : null)
            : null);
        return [.. free.Select(each => Written(each.Step, each.Name, shape, collected, model, position) is { } signature
            ? new MissingStep(attribute, each.Argument, each.Name, signature)
            : null).OfType<MissingStep>()];
    }

    // The steps that the attribute names; and the commit, which is needed always.
    private static IEnumerable<(AttributeArgumentSyntax? Argument, string Step, string Name)> Named(AttributeSyntax attribute)
    {
        var arguments = attribute.ArgumentList?.Arguments ?? default;
        foreach (var argument in arguments)
        {
            if (argument.NameEquals?.Name.Identifier.ValueText is { } step && NameIn(argument.Expression) is { } name)
                yield return (argument, step, name);
        }

        if (arguments.All(argument => argument.NameEquals?.Name.Identifier.ValueText != ArgumentNames.Commit) && attribute.Parent?.Parent is MethodDeclarationSyntax fault)
            yield return (null, ArgumentNames.Commit, $"{ArgumentNames.Commit}{fault.Identifier.ValueText}");
    }

    // Of the same name in two faults, it may have to fit both.
    private static bool IsFree(string name, int times, IMethodSymbol fault, SemanticModel model, int position) =>
        SyntaxFacts.IsValidIdentifier(name) && name != fault.ContainingType.Name
        && model.LookupSymbols(position, fault.ContainingType, name).IsEmpty && fault.ContainingType.GetMembers(name).IsEmpty
        && FaultAttributes(fault.ContainingType, model).SelectMany(each => each.ArgumentList?.Arguments ?? default).Count(each => NameIn(each.Expression) == name) == times
        && FaultAttributes(fault.ContainingType, model).Count(each => ((MethodDeclarationSyntax)each.Parent!.Parent!).Identifier.ValueText == fault.Name) == 1;

    private static IEnumerable<AttributeSyntax> FaultAttributes(INamedTypeSymbol type, SemanticModel model) =>
        type.GetMembers().Select(member => WellKnownTypes.Find(member, WellKnownTypes.For(model.Compilation).Fault)?.ApplicationSyntaxReference?.GetSyntax())
            .OfType<AttributeSyntax>().Where(attribute => attribute.Parent?.Parent is MethodDeclarationSyntax).Distinct();

    private static bool CanHandOn(IMethodSymbol fault) =>
        !fault.IsGenericMethod && !FaultSignature.MentionsUnknownType(fault)
        && fault.Parameters.All(parameter => parameter.RefKind is RefKind.None or RefKind.In or RefKind.RefReadOnlyParameter);

    // Collecting takes long and asks for the token; a commit holds the lock, and undoing is not cancelled.
    private static string? Written(string step, string name, FaultShape fault, ITypeSymbol? collectedType, SemanticModel model, int position)
    {
        var all = fault.EntryPoint.Parameters.Select(Show).ToList();
        var unlessCancelled = fault.EntryPoint.Parameters.Where(parameter => !SymbolEqualityComparer.Default.Equals(parameter, fault.CancellationParameter)).Select(Show);
        var collected = collectedType is { } type ? [$"{Show(type)} {CollectedName(fault)}"] : Array.Empty<string>();
        return step switch
        {
            ArgumentNames.Range => $"{Show(WellKnownTypes.For(model.Compilation).AddressRange!)} {Call(name, unlessCancelled)}",
            ArgumentNames.Collect when collectedType is not null => $"{Awaited(fault, Show(collectedType))} {Call(name, all)}",
            ArgumentNames.Commit => $"{(fault.ResultType is { } result ? Show(result) : "void")} {Call(name, unlessCancelled.Concat(collected))}",
            ArgumentNames.Discard when collectedType is not null => $"void {Call(name, collected)}",
            _ => null,
        };

        string Show(ISymbol symbol) => symbol.ToMinimalDisplayString(model, position, s_typeAndName);
    }

    private static string Call(string name, IEnumerable<string> parameters) => $"{name}({string.Join(", ", parameters)})";

    private static string Awaited(FaultShape fault, string type) => fault.IsAsynchronous ? $"global::System.Threading.Tasks.{fault.Wrapper}<{type}>" : type;

    // As the author calls it, where he does.
    private static string CollectedName(FaultShape fault) =>
        fault.Collect?.Arguments.FirstOrDefault(argument => argument.Source == StepArgumentSource.Collected)?.Parameter.Name
        ?? (fault.EntryPoint.Parameters.Any(parameter => parameter.Name == "collected") ? "whatWasCollected" : "collected");

    // What the commit takes, or else the discard, beside what the fault hands on.
    private static ITypeSymbol? CollectedElsewhere(FaultShape fault, SemanticModel model)
    {
        var attribute = WellKnownTypes.Find(fault.EntryPoint, WellKnownTypes.For(model.Compilation).Fault)!;
        return new[] { ArgumentNames.Commit, ArgumentNames.Discard }
            .Select(step => Attributes.Text(attribute, step) is { } name ? Left(fault, name, model) : null)
            .FirstOrDefault(type => type is not null && !(fault.IsAsynchronous && (type.IsRefLikeType || type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer)));
    }

    private static ITypeSymbol? Left(FaultShape fault, string name, SemanticModel model)
    {
        var types = WellKnownTypes.For(model.Compilation);
        var named = fault.EntryPoint.ContainingType.GetMembers(name);
        if (named.Length != 1 || named[0] is not IMethodSymbol { IsGenericMethod: false } method)
            return null;
        var left = method.Parameters.Where(parameter => fault.EntryPoint.Parameters.All(entry => entry.Name != parameter.Name)
            && !WellKnownTypes.Is(parameter.Type, types.CancellationToken) && !WellKnownTypes.Is(parameter.Type, types.ReadSection)).ToList();
        return left.Count == 1 && left[0].RefKind is RefKind.None or RefKind.In && !FaultSignature.IsUnknown(left[0].Type) ? left[0].Type : null;
    }

    private static string? NameIn(ExpressionSyntax expression) => expression switch
    {
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" }, ArgumentList.Arguments: { Count: 1 } arguments } =>
            arguments[0].Expression is IdentifierNameSyntax { IsMissing: false } name ? name.Identifier.ValueText : null,
        LiteralExpressionSyntax { Token.Value: string text } => text,
        _ => null,
    };
}

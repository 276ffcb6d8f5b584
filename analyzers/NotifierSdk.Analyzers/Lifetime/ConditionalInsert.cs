using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>
/// 5004 across methods: the one constructor inserts the object under a condition, and a method that others call begins a section without a look at what the condition asked for. Silent where others can
/// see it, and may ask before they call.
/// </summary>
internal static class ConditionalInsert
{
    public static void Check(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var constructor in type.Bodies.All.Where(body => body.Method is { MethodKind: MethodKind.Constructor } && type.Types.IsNotifier(body.Symbol.ContainingType)))
        {
            if (InsertIn(constructor, type) is not { } insert || ConditionOf(insert) is not { } condition || AskedFor(condition, constructor, type) is not { } asked)
                continue;
            foreach (var body in type.Bodies.All.Where(body => IsReader(body, constructor.Symbol.ContainingType)))
            {
                if (Asks(body, asked))
                    continue;
                foreach (var begin in body.Calls.Where(call => ReadWithoutInsert.IsBegin(call.TargetMethod, type.Types) && call.IsOnThis() && !ReadWithoutInsert.MayBeCaught(call, body)))
                {
                    var (place, inserted) = (begin.Syntax.GetLocation(), insert.Syntax.GetLocation());
                    report(Diagnostic.Create(LifetimeRules.ReadWithoutInsert, place, [inserted], "this", Lines.Of(inserted, place)));
                }
            }
        }
    }

    // The only one that the type has, and no other code of it hands the object on.
    private static IInvocationOperation? InsertIn(Body constructor, TypeFlow type) =>
        constructor.Symbol.ContainingType.InstanceConstructors.Length == 1
        && constructor.Calls.FirstOrDefault(call => Registration.Inserts(call, NotifierPath.This, constructor, type.Types)) is { } insert
        && ReadWithoutInsert.IsInsertedHereAlone(constructor, type)
            ? insert
            : null;

    private static ExpressionSyntax? ConditionOf(IInvocationOperation insert)
    {
        var around = insert.Syntax.Ancestors().TakeWhile(at => at is not MemberDeclarationSyntax).OfType<StatementSyntax>().Where(at => at is not (BlockSyntax or ExpressionStatementSyntax)).ToList();
        return around.Count == 1 && around[0] is IfStatementSyntax { Condition: var condition } ? condition : null;
    }

    // The readonly fields that no other code sees, by their names: those that the condition names, or that are given what it names.
    private static HashSet<string>? AskedFor(ExpressionSyntax condition, Body constructor, TypeFlow type)
    {
        var asked = new HashSet<string> { "IsInserted", "Space" };
        var names = new HashSet<string>(condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText));
        foreach (var stores in type.Stores)
        {
            if (stores.Key is not IFieldSymbol field || !SymbolEqualityComparer.Default.Equals(field.ContainingType, constructor.Symbol.ContainingType))
                continue;
            if (!names.Contains(field.Name) && !stores.Any(store => store.Value is not null && constructor.Resolve(store.Value) is IParameterReferenceOperation { Parameter: var given } && names.Contains(given.Name)))
                continue;
            if (!field.IsReadOnly || field.DeclaredAccessibility != Accessibility.Private || IsShown(field, type))
                return null;
            asked.Add(field.Name);
        }

        return asked.Count > 2 ? asked : null;
    }

    private static bool IsShown(IFieldSymbol field, TypeFlow type) => type.AllBodies.Any(body =>
        body.Symbol.DeclaredAccessibility != Accessibility.Private
        && body.Returned.Any(value => value.DescendantsAndSelf().Any(part => part is IFieldReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Field, field))));

    private static bool IsReader(Body body, INamedTypeSymbol notifier) =>
        body.Method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal, IsOverride: false } method
        && SymbolEqualityComparer.Default.Equals(method.ContainingType, notifier);

    // Anywhere in the method, and in whatever way.
    private static bool Asks(Body body, HashSet<string> asked) =>
        body.Graph.OriginalOperation.Syntax.DescendantNodes().Any(node => node is IdentifierNameSyntax { Identifier.ValueText: var name } && asked.Contains(name));
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>
/// 5004 across methods: the one constructor inserts the object, or a notifier that it keeps, under a condition, and a method that others call begins a section without a look at what the condition asked for. Silent where others can
/// see it, and may ask before they call.
/// </summary>
internal static class ConditionalInsert
{
    public static void Check(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var constructor in type.Bodies.All.Where(body => body.Method is { MethodKind: MethodKind.Constructor } && body.Symbol.ContainingType.InstanceConstructors.Length == 1))
        {
            if (InsertIn(constructor, type) is not var (insert, path, by))
                continue;
            var own = ConditionOf(insert);
            if ((own ?? (by is null ? null : ConditionOf(by))) is not { } condition || AskedFor(condition, own is null ? null : by, constructor, type) is not { } asked)
                continue;
            var places = new HashSet<IOperation>();
            foreach (var reader in type.Bodies.All.Where(body => IsReader(body, constructor.Symbol.ContainingType)))
            {
                // With the helpers that it calls, one of which may ask.
                var bodies = type.CalleesOf([reader]).ToList();
                if (bodies.Exists(body => Asks(body, asked, condition)))
                    continue;
                foreach (var body in bodies.Where(body => body == reader || type.IsCalledPrivately(body)))
                {
                    foreach (var begin in body.Calls.Where(call => ReadWithoutInsert.IsBegin(call.TargetMethod, type.Types) && path.Equals(NotifierPath.Of(call.Instance, body)) && !ReadWithoutInsert.MayBeCaught(call, body)))
                    {
                        if (bodies.Exists(caller => caller.Calls.Any(call => type.Bodies.Find(call, caller) == body && ReadWithoutInsert.MayBeCaught(call, caller))) || !places.Add(begin))
                            continue;
                        var (place, inserted) = (begin.Syntax.GetLocation(), insert.Syntax.GetLocation());
                        report(Diagnostic.Create(LifetimeRules.ReadWithoutInsert, place, [inserted], path.ToString(), Lines.Of(inserted, place)));
                    }
                }
            }
        }
    }

    // The only one that the type has, of the object itself or of a field of its own, here or in a helper that the constructor alone calls; and no other code of it hands the notifier on.
    private static (IInvocationOperation Insert, NotifierPath Path, IInvocationOperation? By)? InsertIn(Body constructor, TypeFlow type)
    {
        var helpers = constructor.Calls.Select(call => (Body: type.Bodies.Find(call, constructor), By: (IInvocationOperation?)call))
            .Where(helper => helper.Body is { IsIterator: false } callee && type.IsCalledPrivately(callee) && !type.CallersOf([callee]).Any(caller => caller != constructor));
        foreach (var (body, by) in helpers.Prepend((constructor, null)))
        {
            foreach (var insert in body!.Calls.Where(call => call.TargetMethod.IsMember(type.Types.AddressSpace, MemberNames.Insert)))
            {
                var inserted = insert.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value;
                if (NotifierPath.Of(inserted, body) is not { IsOfType: true } path)
                    continue;
                if (path.IsThis ? ReadWithoutInsert.IsInsertedHereAlone([body], type) : inserted is not null && body.Resolve(inserted) is IFieldReferenceOperation { Field: var field } && IsKeptToItself(field, insert, type))
                    return (insert, path, by);
            }
        }

        return null;
    }

    private static bool IsKeptToItself(IFieldSymbol field, IInvocationOperation insert, TypeFlow type) => field is { IsReadOnly: true, DeclaredAccessibility: Accessibility.Private }
        && type.AllBodies.All(body => body.Operations.OfType<IFieldReferenceOperation>().Where(use => SymbolEqualityComparer.Default.Equals(use.Field, field)).All(use => IsOwnUse(use, insert)));

    private static bool IsOwnUse(IFieldReferenceOperation use, IInvocationOperation insert)
    {
        IOperation at = use;
        while (at.Parent is IConversionOperation conversion)
            at = conversion;
        return at.Parent switch
        {
            IInvocationOperation call => call.Instance == at,
            IMemberReferenceOperation => true,
            ISimpleAssignmentOperation assignment => assignment.Target == at,
            IArgumentOperation argument => argument.Parent == insert,
            _ => false,
        };
    }

    private static ExpressionSyntax? ConditionOf(IInvocationOperation insert)
    {
        var around = insert.Syntax.Ancestors().TakeWhile(at => at is not MemberDeclarationSyntax).OfType<StatementSyntax>().Where(at => at is not (BlockSyntax or ExpressionStatementSyntax)).ToList();
        return around.Count == 1 && around[0] is IfStatementSyntax { Condition: var condition } ? condition : null;
    }

    // The readonly fields that no other code sees, by their names: those that the condition names, or that are given what it names.
    private static HashSet<string>? AskedFor(ExpressionSyntax condition, IInvocationOperation? by, Body constructor, TypeFlow type)
    {
        var asked = new HashSet<string> { "IsInserted", "Space" };
        var names = new HashSet<string>(condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText));
        // What a helper asks of its parameters, the constructor knows by other names.
        foreach (var argument in by?.Arguments.Where(argument => argument.Parameter is { } parameter && names.Contains(parameter.Name)) ?? [])
            names.UnionWith(argument.Syntax.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText));
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

    // Anywhere in the method, and in whatever way; but another property of the same options says nothing.
    private static bool Asks(Body body, HashSet<string> asked, ExpressionSyntax condition)
    {
        var members = new HashSet<string>(condition.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Select(member => member.Name.Identifier.ValueText));
        var isOfOptions = members.Count > 0 && condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().All(name => name.Parent is MemberAccessExpressionSyntax);
        return body.Graph.OriginalOperation.Syntax.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => asked.Contains(name.Identifier.ValueText)
            && !(isOfOptions && name.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var other } member && member.Expression == name && !members.Contains(other)));
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>
/// 5002 of a collection: a type makes notifiers, inserts each, keeps them in a private collection, drops them from there, and has no code that removes one. Silent where the collection or one of the notifiers may get into other hands.
/// </summary>
internal static class LostInCollection
{
    private static readonly string[] s_keeps = ["Add", "TryAdd", "Enqueue", "Push", "AddFirst", "AddLast", "AddOrUpdate"];
    private static readonly string[] s_drops = ["Clear", "Remove", "TryRemove", "Dequeue", "TryDequeue", "Pop", "TryPop", "TryTake"];

    /// <summary>The private fields of the type that may be such collections.</summary>
    public static IReadOnlyList<IFieldSymbol> FieldsOf(INamedTypeSymbol type, WellKnownTypes types) => [.. type.GetMembers().OfType<IFieldSymbol>()
        .Where(field => field is { DeclaredAccessibility: Accessibility.Private, IsImplicitlyDeclared: false, Type: INamedTypeSymbol { IsGenericType: true } collection }
            && IsOfFramework(collection) && Holds(collection, types))];

    public static void Check(IReadOnlyList<IFieldSymbol> fields, INamedTypeSymbol type, IEnumerable<IOperation> blocks, WellKnownTypes types, Action<Diagnostic> report)
    {
        var operations = blocks.SelectMany(block => block.DescendantsAndSelf()).OrderBy(operation => operation.Syntax.SpanStart).ToList();
        var dropped = fields.Where(field => operations.Any(operation => Drops(operation, field))).ToList();
        if (dropped.Count == 0 || !IsToldBy(type, fields) || operations.Any(operation => MayEnd(operation, types) || LeadsOut(operation, fields, types)))
            return;
        foreach (var insert in operations.OfType<IInvocationOperation>())
        {
            if (LostNotifier.Inserted(insert, types) is ILocalReferenceOperation { Local: var local } && types.IsNotifier(local.Type) && !LostNotifier.RemovesItself(local.Type)
                && IsMadeHere(local, operations) && operations.OfType<IInvocationOperation>().Any(call => Keeps(call, local, dropped)))
            {
                report(Diagnostic.Create(LifetimeRules.NeverRemoved, insert.Syntax.GetLocation(), local.Name));
            }
        }
    }

    private static bool IsOfFramework(INamedTypeSymbol type) => type.ContainingNamespace?.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal) == true;

    private static bool Holds(ITypeSymbol? type, WellKnownTypes types) => type is not null && type.SelfAndHeld().Any(part => types.IsNotifier(part));

    private static bool Drops(IOperation operation, IFieldSymbol field) => operation switch
    {
        IInvocationOperation { Instance: IFieldReferenceOperation reference } call => Is(reference.Field, field) && s_drops.Any(drop => call.TargetMethod.Name.StartsWith(drop, StringComparison.Ordinal)),
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation reference } => Is(reference.Field, field), // another one, or none
        _ => false,
    };

    // A nested type sees the field too, and its code is not seen here.
    private static bool IsToldBy(INamedTypeSymbol type, IReadOnlyList<IFieldSymbol> fields) => !type.GetTypeMembers()
        .SelectMany(nested => nested.DeclaringSyntaxReferences)
        .SelectMany(reference => reference.GetSyntax().DescendantNodes())
        .Any(node => node is IdentifierNameSyntax name && fields.Any(field => field.Name == name.Identifier.ValueText));

    private static bool MayEnd(IOperation operation, WellKnownTypes types) => operation switch
    {
        IInvocationOperation { Instance: { } owner } call => (types.IsNotifier(owner.Type) && LostNotifier.SoundsLikeEnd(call.TargetMethod.Name))
            || (WellKnownTypes.Is(call.TargetMethod.ContainingType, types.AddressSpace) && call.TargetMethod.Name.StartsWith("Dispose", StringComparison.Ordinal)) || call.TargetMethod.ContainingType.Name == "NotifierBatch",
        IObjectCreationOperation made => WellKnownTypes.Is(made.Type, types.AddressSpace),
        IUsingOperation or IUsingDeclarationOperation => operation.ChildOperations.Any(part => part.DescendantsAndSelf().Any(inner => Holds(inner.Type, types) && inner.Parent == part)),
        _ => false,
    };

    // Returned, handed over, stored elsewhere, or made part of a delegate.
    private static bool LeadsOut(IOperation operation, IReadOnlyList<IFieldSymbol> fields, WellKnownTypes types) => operation switch
    {
        IReturnOperation { ReturnedValue: { } value } => Holds(value.Type, types) && !IsLambda(operation),
        IArgumentOperation argument => OwnMember.Unconverted(argument.Value) is var value && Holds(value.Type, types)
            && (value.Type is { TypeKind: TypeKind.Delegate } ? value is not IDelegateCreationOperation { Target: IAnonymousFunctionOperation } : !IsInsertOrOfCollection(argument.Parent, types)),
        IMethodReferenceOperation method => Holds(method.Instance?.Type, types) || method.Method.Parameters.Any(parameter => Holds(parameter.Type, types)),
        ISimpleAssignmentOperation { Target: not (ILocalReferenceOperation or IDiscardOperation) } assignment => Holds(OwnMember.Unconverted(assignment.Value).Type, types) && !IsOwn(assignment.Target, fields),
        ITupleOperation or IAnonymousObjectCreationOperation or IArrayInitializerOperation => operation.ChildOperations.Any(part => Holds(part.Type, types)),
        _ => false,
    };

    private static bool IsLambda(IOperation returned)
    {
        for (var at = returned.Parent; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation)
                return true;
        }

        return false;
    }

    private static bool IsInsertOrOfCollection(IOperation? call, WellKnownTypes types) => call switch
    {
        IInvocationOperation { TargetMethod: var method } inner => Inserting.Of(inner, types) is not null || IsOfFramework(method.ContainingType) || method.ContainingType.Name is "Enumerable" or "Monitor",
        IPropertyReferenceOperation { Property: { IsIndexer: true, ContainingType: var owner } } => IsOfFramework(owner),
        _ => false,
    };

    private static bool IsOwn(IOperation target, IReadOnlyList<IFieldSymbol> fields) => (target is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed } ? indexed : target) is IFieldReferenceOperation { Field: var field }
        && fields.Contains(field, SymbolEqualityComparer.Default);

    private static bool IsMadeHere(ILocalSymbol local, List<IOperation> operations) =>
        operations.OfType<IVariableDeclaratorOperation>().FirstOrDefault(declarator => Is(declarator.Symbol, local))?.Initializer?.Value is { } value && OwnMember.Unconverted(value) is IObjectCreationOperation;

    private static bool Keeps(IInvocationOperation call, ILocalSymbol local, IReadOnlyList<IFieldSymbol> fields) =>
        s_keeps.Contains(call.TargetMethod.Name) && call.Instance is IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: var field } && fields.Contains(field, SymbolEqualityComparer.Default)
        && call.Arguments.Any(argument => OwnMember.Unconverted(argument.Value) is ILocalReferenceOperation kept && Is(kept.Local, local));

    private static bool Is(ISymbol symbol, ISymbol other) => SymbolEqualityComparer.Default.Equals(symbol, other);
}

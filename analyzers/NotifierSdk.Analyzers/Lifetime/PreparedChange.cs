using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>
/// A scope in which nothing but locals changes, and behind it a store into a member, of what was put into one of these locals inside: the scope spans the preparation of the change, and not the change.
/// </summary>
internal static class PreparedChange
{
    private static readonly HashSet<string> s_puts = ["Add", "TryAdd", "Enqueue", "Push", "Insert", "Append", "AddLast", "AddRange"];

    /// <summary>The statement behind the scope that stores; null if there is none, or something else happens inside.</summary>
    public static SyntaxNode? Behind(UsingStatementSyntax scope, BlockSyntax inside, SemanticModel model)
    {
        if (scope.Parent is not BlockSyntax block || model.GetOperation(inside) is not IBlockOperation operations)
            return null;
        var prepared = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in operations.Descendants())
        {
            if (!IsQuiet(operation, prepared))
                return null;
        }

        prepared.RemoveWhere(local => local.DeclaringSyntaxReferences.All(reference => inside.Span.Contains(reference.Span)));
        return prepared.Count == 0 ? null : block.Statements.Skip(block.Statements.IndexOf(scope) + 1)
            .FirstOrDefault(statement => model.GetOperation(statement) is { } behind && Stores(behind, prepared));
    }

    // Nothing is changed but locals, nobody is called who may change anything, and nobody waits.
    private static bool IsQuiet(IOperation operation, HashSet<ISymbol> prepared)
    {
        switch (operation)
        {
            case IAssignmentOperation assignment:
                return assignment.Target is ILocalReferenceOperation local ? prepared.Add(local.Local) || true : assignment.Target is IDiscardOperation or IDeclarationExpressionOperation;
            case IIncrementOrDecrementOperation increment:
                return increment.Target is ILocalReferenceOperation;
            case IInvocationOperation { Instance: ILocalReferenceOperation filled } call when s_puts.Contains(call.TargetMethod.Name) && IsOfFramework(call.TargetMethod):
                prepared.Add(filled.Local);
                return true;
            case IInvocationOperation call:
                return call.TargetMethod.ContainingType is { Name: "AddressRange" or "Math" } || (call.TargetMethod.Name is "Deconstruct" && IsOfFramework(call.TargetMethod));
            case IObjectCreationOperation made:
                return made.Constructor is { } constructor && IsOfFramework(constructor);
            case IArgumentOperation argument:
                return argument.Parameter?.RefKind is not (RefKind.Ref or RefKind.Out) || argument.Value is ILocalReferenceOperation or IDeclarationExpressionOperation or IDiscardOperation;
            case IAwaitOperation or IDynamicInvocationOperation or IEventAssignmentOperation or IFunctionPointerInvocationOperation or IAddressOfOperation or ILockOperation or IUsingOperation or IUsingDeclarationOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or IReturnOperation:
                return false;
            default:
                return operation.Kind != OperationKind.None;
        }
    }

    // member[…] = …, or a view of the member's memory that something is written to; with what was prepared, or with what an element of it is.
    private static bool Stores(IOperation behind, HashSet<ISymbol> prepared)
    {
        var known = new HashSet<ISymbol>(prepared, SymbolEqualityComparer.Default);
        foreach (var loop in behind.DescendantsAndSelf().OfType<IForEachLoopOperation>().Where(loop => Mentions(loop.Collection, known)))
            known.UnionWith(loop.Locals);
        return behind.DescendantsAndSelf().Any(operation => operation switch
        {
            ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: var array } } store => IsMember(array) && Mentions(store, known),
            IInvocationOperation call => call.Arguments.Any(argument => argument.Parameter?.Type is INamedTypeSymbol { Name: "Span", ContainingNamespace.Name: "System" } && IsView(argument.Value)) && Mentions(call, known),
            _ => false,
        });
    }

    private static bool IsView(IOperation value)
    {
        while (value is IConversionOperation conversion)
            value = conversion.Operand;
        return value is IInvocationOperation { TargetMethod.Name: "AsSpan" or "Slice" } view ? IsView(view.Instance ?? view.Arguments[0].Value) : IsMember(value);
    }

    private static bool IsMember(IOperation value) => value is IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Type: IArrayTypeSymbol };

    private static bool Mentions(IOperation operation, HashSet<ISymbol> locals) => operation.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation local && locals.Contains(local.Local));

    private static bool IsOfFramework(IMethodSymbol method) => method.ContainingNamespace is { } space && space.ToDisplayString().StartsWith("System", StringComparison.Ordinal);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>Recognizes operations that put something into a member of the object: the shadow, if the member is one.</summary>
internal static class Filling
{
    // Dropping entries is always safe; these fill.
    private static readonly HashSet<string> s_fills =
    [
        "Add", "TryAdd", "Set", "Insert", "Enqueue", "Push", "Map", "AddRange", "AddOrUpdate", "GetOrAdd",
        "AddFirst", "AddLast", "Put", "Install", "TryUpdate", "UnionWith", "Store", "Fill",
    ];

    private static readonly HashSet<string> s_interlocked = ["Write", "Exchange", "CompareExchange", "Add", "Or", "And", "Increment"];
    private static readonly HashSet<string> s_views = ["AsSpan", "AsMemory", "Slice", "GetValueRefOrAddDefault", "GetArrayDataReference", "GetReference"];

    /// <summary>The member that is filled; null if the operation fills none.</summary>
    public static ISymbol? Of(IOperation operation, Body body, TypeFlow? type = null) => operation switch
    {
        ISimpleAssignmentOperation { IsRef: false } assignment when !IsNothing(assignment.Value) && !IsOwnName(assignment.Target) => MemberOf(assignment.Target, body, type),
        ICompoundAssignmentOperation assignment when !IsOwnName(assignment.Target) => MemberOf(assignment.Target, body, type),
        IDeconstructionAssignmentOperation { Target: ITupleOperation parts } => parts.Elements.Select(part => MemberOf(part, body)).FirstOrDefault(member => member is not null),
        IInvocationOperation call when FilledBy(call) is { } target => MemberOf(target, body, type),
        _ => null,
    };

    /// <summary>Whether the method's name says that it puts something into the object that it is called on.</summary>
    public static bool IsNamedSo(IMethodSymbol method) => s_fills.Contains(method.Name);

    /// <summary>Whether the mention of a member is the one through which an operation fills it.</summary>
    public static bool IsPartOf(IMemberReferenceOperation mention, Body body)
    {
        for (IOperation? at = mention; at is not null and not IExpressionStatementOperation; at = at.Parent)
        {
            if (at != mention && SymbolEqualityComparer.Default.Equals(Of(at, body), Alias.Of(mention.Member)))
                return true;
        }

        return false;
    }

    /// <summary>What an operation that fills puts there.</summary>
    public static IEnumerable<IOperation> Values(IOperation filling) => filling switch
    {
        IAssignmentOperation assignment => [assignment.Value],
        IInvocationOperation call => call.Arguments.Select(argument => argument.Value),
        _ => [],
    };

    // Whatever the variable stands for is not changed by giving it another value.
    private static bool IsOwnName(IOperation target) => target is ILocalReferenceOperation { Local.IsRef: false };

    // The object, span or variable that the call puts something into; null if it does not.
    private static IOperation? FilledBy(IInvocationOperation call)
    {
        var (method, arguments) = (call.TargetMethod, call.Arguments);
        switch (method.ContainingType?.Name)
        {
            case "Volatile" or "Interlocked" when s_interlocked.Contains(method.Name) && arguments.Length > 0:
                return arguments.Length > 1 && IsNothing(arguments[1].Value) ? null : arguments[0].Value;
            case "Array" or "Buffer" or "Unsafe" when method.IsStatic:
                return method.Name == "Fill" && IsNothing(arguments[arguments.Length - 1].Value) ? null
                    : arguments.FirstOrDefault(argument => argument.Parameter?.Name is "destinationArray" or "dst" or "destination" || (method.Name == "Fill" && argument.Parameter?.Ordinal == 0))?.Value;
            case not null when method.Name is "CopyTo" or "TryCopyTo":
                return arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == (call.Instance is null ? 1 : 0))?.Value;
        }

        return IsNamedSo(method) && !(method.Name == "Fill" && arguments.Length == 1 && IsNothing(arguments[0].Value)) ? call.Instance ?? (method.IsExtensionMethod && arguments.Length > 0 ? arguments[0].Value : null) : null;
    }

    /// <summary>Whether the value is what a place holds that holds nothing.</summary>
    public static bool IsNothing(IOperation value)
    {
        while (value is IConversionOperation conversion)
            value = conversion.Operand;
        return value is IDefaultValueOperation || value.ConstantValue is { HasValue: true, Value: null or 0 or 0UL or 0L or 0U or false };
    }

    /// <summary>The member of this object through which a place is reached: <c>field</c>, <c>field[index]</c>, <c>field.Property</c>, a reference to one of them, or a part of one.</summary>
    public static ISymbol? MemberOf(IOperation? target, Body body, TypeFlow? type = null)
    {
        var known = new HashSet<IOperation>();
        while (target is not null && known.Add(target = body.Resolve(target)))
        {
            switch (target)
            {
                case IArrayElementReferenceOperation element:
                    target = element.ArrayReference;
                    break;
                case IFieldReferenceOperation { Instance: null, Field: { IsStatic: true, IsConst: false } shared }:
                    return shared;
                case IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: { ReturnsByRef: true, GetMethod: { } getter } property }:
                    return ReturnedReference.Of(getter) ?? property;
                case IPropertyReferenceOperation { Instance: null, Property: { IsStatic: true, IsIndexer: false } own } when SymbolEqualityComparer.Default.Equals(own.ContainingType, body.Symbol.ContainingType):
                    return Alias.Of(own);
                case IMemberReferenceOperation { Instance: IInstanceReferenceOperation } member:
                    return Alias.Of(member.Member);
                case IMemberReferenceOperation member:
                    target = member.Instance;
                    break;
                case IConversionOperation conversion:
                    target = conversion.Operand;
                    break;
                case { Kind: OperationKind.None } or IBinaryOperation { Type: IPointerTypeSymbol }: // pointer[index], *pointer, pointer + offset
                    target = target.ChildOperations.FirstOrDefault(part => part.Type is IPointerTypeSymbol);
                    break;
                case IInvocationOperation call when s_views.Contains(call.TargetMethod.Name):
                    target = call.Instance ?? call.Arguments.FirstOrDefault()?.Value;
                    break;
                case IInvocationOperation { TargetMethod: { ReturnsByRef: true } helper, Instance: IInstanceReferenceOperation }:
                    return ReturnedReference.Of(helper);
                case ILocalReferenceOperation { Local: { IsRef: true } alias }:
                    target = ReferredTo(alias, body);
                    break;
                case IParameterReferenceOperation { Parameter: var given } when type?.HandedTo(given, body) is var (handed, caller):
                    (target, body) = (handed, caller);
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    // What ref var alias = ref place makes it stand for; null if it is made to stand for several.
    private static IOperation? ReferredTo(ILocalSymbol alias, Body body)
    {
        var places = body.Operations.OfType<ISimpleAssignmentOperation>()
            .Where(assignment => assignment is { IsRef: true, Target: ILocalReferenceOperation { Local: var local } } && SymbolEqualityComparer.Default.Equals(local, alias))
            .Take(2).ToList();
        return places.Count == 1 ? places[0].Value : null;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// A condition by its meaning: two that are written alike and depend on nothing that changes between them are the same one,
/// so that a path which found it true does not find it false later. Fields and properties count as stable, but for writes in the method itself and from
/// one turn of a loop to the next.
/// </summary>
internal readonly struct Condition(string key, bool isNegated, HashSet<ISymbol> inputs)
{
    // A name of more members than that is written by nobody; it counts as no plain condition.
    private const int LongestName = 32;

    /// <summary>What it asks.</summary>
    public string Key { get; } = key;

    /// <summary>Whether it is true where <see cref="Key"/> is false.</summary>
    public bool IsNegated { get; } = isNegated;

    /// <summary>A write to one of them changes the answer.</summary>
    public IEnumerable<ISymbol> Inputs { get; } = inputs;

    public bool DependsOn(ISymbol input) => inputs.Contains(input);

    /// <summary>Whether others than the method itself may change the answer.</summary>
    public bool IsShared => Inputs.Any(input => input is IFieldSymbol or IPropertySymbol);

    /// <summary>Null if it is no plain condition.</summary>
    public static Condition? Of(IOperation operation, Body body)
    {
        var isNegated = false;
        operation = Strip(operation, body, ref isNegated);
        var inputs = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var key = operation switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } unequal => Negate(Equality(unequal, body, inputs), ref isNegated),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equal => Equality(equal, body, inputs),
            IBinaryOperation { OperatorKind: var kind } order when IsOrder(kind) =>
                Join(Value(order.LeftOperand, body, inputs), kind.ToString(), Value(order.RightOperand, body, inputs)),
            IIsNullOperation isNull => Join(Value(isNull.Operand, body, inputs), "==", "null"),
            IPatternOperation pattern when PatternInput.Of(pattern, body) is { } input => Pattern(Value(input, body, inputs), pattern, body, inputs, ref isNegated),
            _ when operation.Type?.SpecialType == SpecialType.System_Boolean => Value(operation, body, inputs),
            _ => null,
        };
        return key is null ? null : new Condition(key, isNegated, inputs);
    }

    /// <summary>Through conversions, parentheses, awaits, negations and comparisons with true and false, to an operation or to the pattern that something is asked to match.</summary>
    /// <param name="isThrough">Whether also into an element of a tuple that is kept.</param>
    public static IOperation Strip(IOperation operation, Body body, ref bool isNegated, bool isThrough = false)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                case IAwaitOperation await:
                    operation = Awaited(await.Operation);
                    break;
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not:
                    if (!isThrough && ElementKey(not) is not null)
                        return operation; // it is remembered as a whole
                    operation = not.Operand;
                    isNegated = !isNegated;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, OperatorMethod: null } equal when Constant(equal.RightOperand) is { } right:
                    operation = equal.LeftOperand;
                    isNegated ^= !right;
                    break;
                case IIsPatternOperation test:
                    operation = test.Pattern;
                    break;
                case INegatedPatternOperation not:
                    operation = not.Pattern;
                    isNegated = !isNegated;
                    break;
                case IConstantPatternOperation constant when Constant(constant.Value) is { } value && PatternInput.Of(constant, body) is { } input && IsBoolean(input):
                    operation = input;
                    isNegated ^= !value;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>The answer to a comparison of two constants, as of a switch over one.</summary>
    public static bool? Known(IOperation condition, Body body)
    {
        var (left, right) = condition switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, OperatorMethod: null } equal => (body.Resolve(equal.LeftOperand), body.Resolve(equal.RightOperand)),
            IConstantPatternOperation constant when PatternInput.Of(constant, body) is { } input => (body.Resolve(input), constant.Value),
            _ => default,
        };
        return left?.Kind == OperationKind.Literal && right?.ConstantValue.HasValue == true ? Equals(left.ConstantValue.Value, right.ConstantValue.Value) : null;
    }

    private static bool? Constant(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: bool value } ? value : null;

    private static bool IsBoolean(IOperation operation) => operation.Type?.SpecialType == SpecialType.System_Boolean;

    private static IOperation Awaited(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } ? task : operation;

    private static bool IsOrder(BinaryOperatorKind kind) =>
        kind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual;

    private static string? Equality(IBinaryOperation equality, Body body, HashSet<ISymbol> inputs) =>
        Join(Value(equality.LeftOperand, body, inputs), "==", Value(equality.RightOperand, body, inputs));

    // Of a pattern without parts; of one with parts, whether there is an object at all.
    private static string? Pattern(string? input, IPatternOperation pattern, Body body, HashSet<ISymbol> inputs, ref bool isNegated)
    {
        switch (pattern)
        {
            case IConstantPatternOperation constant:
                return Join(input, "==", Value(constant.Value, body, inputs));
            case IRelationalPatternOperation order:
                return Join(input, order.OperatorKind.ToString(), Value(order.Value, body, inputs));
            case ITypePatternOperation kind:
                return Join(input, "is", kind.MatchedType.ToDisplayString());
            case IRecursivePatternOperation whole when SymbolEqualityComparer.Default.Equals(whole.MatchedType, whole.NarrowedType) && IsOnlyNullTest(whole):
                return Negate(Join(input, "==", "null"), ref isNegated);
            default:
                return null;
        }
    }

    private static bool IsOnlyNullTest(IRecursivePatternOperation whole) => SymbolEqualityComparer.Default.Equals(whole.MatchedType, WithoutNullable(whole.InputType));

    private static ITypeSymbol WithoutNullable(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    // What it reads, outwards from a member to the object that it is a member of.
    private static string? Value(IOperation operation, Body body, HashSet<ISymbol> inputs)
    {
        var members = "";
        string? otherwise = null;
        for (var length = 0; length < LongestName; length++)
        {
            switch (operation)
            {
                case { ConstantValue.HasValue: true }:
                    return (operation.ConstantValue.Value?.ToString() ?? "null") + members;
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    length--;
                    break;
                case IFlowCaptureReferenceOperation capture:
                    otherwise = CaptureKey(capture.Id) + members;
                    operation = body.Resolve(capture);
                    if (operation is IFlowCaptureReferenceOperation)
                        return otherwise;
                    break;
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput } owner:
                    if (PatternInput.Of(owner, body) is not { } matched)
                        return otherwise;
                    operation = matched;
                    break;
                case IInstanceReferenceOperation:
                    return "this" + members;
                case ILocalReferenceOperation local:
                    return Input(local.Local, inputs) + members;
                case IParameterReferenceOperation parameter:
                    return Input(parameter.Parameter, inputs) + members;
                case IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true }:
                    var member = (IMemberReferenceOperation)operation;
                    members = $" . {Input(member.Member, inputs)}{members}";
                    if (member.Instance is null)
                        return member.Member.ContainingType.Name + members;
                    operation = member.Instance;
                    break;
                default:
                    return ElementKey(operation) is { } element ? element + members : otherwise;
            }
        }

        return otherwise;
    }

    /// <summary>The boolean elements of a tuple that the step keeps, as that of a switch over several values, each with what it is called.</summary>
    public static IEnumerable<(string Key, IOperation Value)> ElementsKept(IOperation step) => step is IFlowCaptureOperation { Value: ITupleOperation tuple }
        ? tuple.Elements.Where(IsBoolean).Select(element => (ElementKey(element)!, element))
        : [];

    /// <summary>What the element of a tuple that is kept is called, by its value; null if that is none.</summary>
    public static string? ElementKey(IOperation value) => value.Parent is ITupleOperation { Parent: IFlowCaptureOperation capture } tuple
        ? $"{CaptureKey(capture.Id)} [{tuple.Elements.IndexOf(value)}]"
        : null;

    /// <summary>What a capture that is stored to several times is called, as the value of a short-circuit.</summary>
    public static string CaptureKey(CaptureId capture) => $"capture {capture.GetHashCode()}";

    /// <summary>What a variable is called.</summary>
    public static string VariableKey(ISymbol variable) => $"{variable.Name}@{variable.Locations.FirstOrDefault()?.SourceSpan.Start}";

    private static string Input(ISymbol symbol, HashSet<ISymbol> inputs)
    {
        inputs.Add(symbol);
        return VariableKey(symbol);
    }

    private static string? Join(string? left, string by, string? right) => left is null || right is null ? null : $"{left} {by} {right}";

    private static string? Negate(string? key, ref bool isNegated)
    {
        isNegated = !isNegated;
        return key;
    }
}

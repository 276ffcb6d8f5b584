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
        operation = Strip(operation, ref isNegated);
        var inputs = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var key = operation switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } unequal => Negate(Equality(unequal, body, inputs), ref isNegated),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equal => Equality(equal, body, inputs),
            IBinaryOperation { OperatorKind: var kind } order when IsOrder(kind) =>
                Join(Value(order.LeftOperand, body, inputs), kind.ToString(), Value(order.RightOperand, body, inputs)),
            IIsNullOperation isNull => Join(Value(isNull.Operand, body, inputs), "==", "null"),
            IIsPatternOperation pattern => Pattern(pattern.Value, pattern.Pattern, body, inputs, ref isNegated),
            _ when operation.Type?.SpecialType == SpecialType.System_Boolean => Value(operation, body, inputs),
            _ => null,
        };
        return key is null ? null : new Condition(key, isNegated, inputs);
    }

    /// <summary>Through conversions, parentheses, awaits, negations and comparisons with true and false.</summary>
    public static IOperation Strip(IOperation operation, ref bool isNegated)
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
                    operation = not.Operand;
                    isNegated = !isNegated;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, OperatorMethod: null } equal when Constant(equal.RightOperand) is { } right:
                    operation = equal.LeftOperand;
                    isNegated ^= !right;
                    break;
                case IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var matched } } pattern when Constant(matched) is { } value && IsBoolean(pattern.Value):
                    operation = pattern.Value;
                    isNegated ^= !value;
                    break;
                default:
                    return operation;
            }
        }
    }

    private static bool? Constant(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: bool value } ? value : null;

    private static bool IsBoolean(IOperation operation) => operation.Type?.SpecialType == SpecialType.System_Boolean;

    private static IOperation Awaited(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } ? task : operation;

    private static bool IsOrder(BinaryOperatorKind kind) =>
        kind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual;

    private static string? Equality(IBinaryOperation equality, Body body, HashSet<ISymbol> inputs) =>
        Join(Value(equality.LeftOperand, body, inputs), "==", Value(equality.RightOperand, body, inputs));

    private static string? Pattern(IOperation value, IPatternOperation pattern, Body body, HashSet<ISymbol> inputs, ref bool isNegated)
    {
        while (pattern is INegatedPatternOperation not)
        {
            pattern = not.Pattern;
            isNegated = !isNegated;
        }

        return pattern switch
        {
            IConstantPatternOperation constant => Join(Value(value, body, inputs), "==", Value(constant.Value, body, inputs)),
            IDeclarationPatternOperation or IRecursivePatternOperation or IListPatternOperation => null,
            _ => Join(Value(value, body, inputs), "is", pattern.Syntax.ToString()),
        };
    }

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
                    return otherwise;
            }
        }

        return otherwise;
    }

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

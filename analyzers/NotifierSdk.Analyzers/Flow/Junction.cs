using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>A condition that is made of others: operands of a short-circuit, or the parts of a pattern.</summary>
/// <param name="Parts">The others. One that is the condition itself stands for what it asks beside its parts: whether there is an object of that type at all.</param>
/// <param name="IsConjunction">Whether it is true where all of them are; otherwise where one is.</param>
internal readonly record struct Junction(IReadOnlyList<IOperation> Parts, bool IsConjunction)
{
    /// <summary>Null if the condition, stripped of negations, is a single one.</summary>
    public static Junction? Of(IOperation condition) => condition switch
    {
        IBinaryOperation { OperatorMethod: null, OperatorKind: BinaryOperatorKind.And or BinaryOperatorKind.Or, ConstantValue.HasValue: false } both =>
            new Junction([both.LeftOperand, both.RightOperand], both.OperatorKind == BinaryOperatorKind.And),
        IBinaryPatternOperation both => new Junction([both.LeftPattern, both.RightPattern], both.OperatorKind == BinaryOperatorKind.And),
        IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true, PropertySubpatterns.IsEmpty: true } => null,
        IRecursivePatternOperation whole => new Junction([.. Itself(whole), .. whole.DeconstructionSubpatterns, .. whole.PropertySubpatterns.Select(part => part.Pattern)], true),
        _ => null,
    };

    // A value is always there.
    private static IEnumerable<IOperation> Itself(IRecursivePatternOperation whole) =>
        whole.InputType.IsValueType && SymbolEqualityComparer.Default.Equals(whole.InputType, whole.NarrowedType) ? [] : [whole];
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Sequence;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>3012: a callback indexes an array with what comes from the invalidation's range as it is, which may be the whole space.</summary>
internal sealed class UnclippedRange() : FlowRule(CallbackRules.UnclippedIndex)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            var callbacks = type.Bodies.All.Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier) && body.Method?.IsCallback(type.Types) == true);
            foreach (var body in type.CalleesOf(callbacks).SelectMany(body => body.SelfAndNested).Distinct())
            {
                InclusiveLast(body, type, report);
                if (body.Method?.IsCallback(type.Types) == true && !Clips(body, type.Types))
                    Index(body, type, report);
            }
        }
    }

    // page < range.Last >> 12 leaves out the last page; address < range.Last, in steps of a page, does not.
    private static void InclusiveLast(Body body, TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var operation in body.Operations)
        {
            if (operation is not IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan, RightOperand: var bound } test || !IsConditionOfLoop(test.Syntax) || IsAskedOfTurnBefore(test.LeftOperand, body))
                continue;
            if (LastIn(body.Resolve(bound), body, type) is not { } last || (last.IsWhole && !IsCountedUp(test.LeftOperand, body)))
                continue;
            report(Diagnostic.Create(CallbackRules.InclusiveLast, test.Syntax.GetLocation(), last.Property.Syntax.ToString(), last.IsWhole ? "address" : "page"));
        }
    }

    // do … while (page++ < last): what was done is compared, and what comes next is one more.
    private static bool IsAskedOfTurnBefore(IOperation counter, Body body) => body.Resolve(counter) is IIncrementOrDecrementOperation { IsPostfix: true };

    private static (IPropertyReferenceOperation Property, bool IsWhole)? LastIn(IOperation bound, Body body, TypeFlow type) => bound switch
    {
        IPropertyReferenceOperation { Property.Name: "Last" } last when WellKnownTypes.Is(last.Property.ContainingType, type.Types.AddressRange) => (last, true),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift or BinaryOperatorKind.Divide } part when LastIn(body.Resolve(part.LeftOperand), body, type) is { IsWhole: true } found => (found.Property, false),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } from when from.RightOperand.ConstantValue is { HasValue: false } && LastIn(body.Resolve(from.LeftOperand), body, type) is { IsWhole: true } found => found,
        IInvocationOperation { Arguments: { Length: 1 } arguments } call when type.Bodies.Find(call, body) is { Returned: { Count: 1 } returned } helper && IsIndexOf(returned[0], helper)
            && LastIn(body.Resolve(arguments[0].Value), body, type) is { IsWhole: true } found => (found.Property, false),
        _ => null,
    };

    // (address - _start) >> shift, of the one parameter.
    private static bool IsIndexOf(IOperation returned, Body helper)
    {
        if (helper.Resolve(returned) is not IBinaryOperation { OperatorKind: BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift or BinaryOperatorKind.Divide } index)
            return false;
        var address = helper.Resolve(index.LeftOperand);
        if (address is IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } from && from.RightOperand.ConstantValue is { HasValue: false })
            address = helper.Resolve(from.LeftOperand);
        return address is IParameterReferenceOperation { Parameter: var parameter } && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, helper.Symbol) && !helper.IsWritten(parameter);
    }

    private static bool IsConditionOfLoop(SyntaxNode test) => test.Parent switch
    {
        ForStatementSyntax loop => loop.Condition == test,
        WhileStatementSyntax loop => loop.Condition == test,
        DoStatementSyntax loop => loop.Condition == test,
        _ => false,
    };

    private static bool IsCountedUp(IOperation counter, Body body) => counter is ILocalReferenceOperation { Local: var local }
        && body.Operations.Any(operation => operation is IIncrementOrDecrementOperation { Target: ILocalReferenceOperation target } && SymbolEqualityComparer.Default.Equals(target.Local, local));

    // An array of the object, by an index in which nothing else than the range, constants and the object's own start come together.
    private void Index(Body body, TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var operation in body.Operations)
        {
            if (operation is IArrayElementReferenceOperation { Indices: { Length: 1 } indices } element && Filling.MemberOf(element.ArrayReference, body) is { } member && ComesFromRange(indices[0], body, type))
            {
                report(At(operation.Syntax.GetLocation(), null, member.Name));
                return;
            }
        }
    }

    private static bool ComesFromRange(IOperation index, Body body, TypeFlow type)
    {
        var isFromRange = false;
        var known = new HashSet<IOperation>();
        var open = new Stack<IOperation>();
        open.Push(index);
        while (open.Count > 0)
        {
            var next = open.Pop();
            if (!known.Add(next))
                continue;
            foreach (var part in type.PartsOf(next))
            {
                switch (part)
                {
                    case IInvocationOperation or IConditionalOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.And or BinaryOperatorKind.Remainder }:
                        return false;
                    case IPropertyReferenceOperation property when property.Property.Name is "Start" or "Last" or "Length" && WellKnownTypes.Is(property.Property.ContainingType, type.Types.AddressRange):
                        isFromRange |= property.Instance is { } range && IsOfInvalidation(body.Resolve(range), type.Types);
                        break;
                    case ILocalReferenceOperation { Local: var local }:
                        foreach (var stored in body.Written[local])
                        {
                            if (stored is not null)
                                open.Push(stored);
                        }

                        break;
                }
            }
        }

        return isFromRange;
    }

    private static bool IsOfInvalidation(IOperation range, WellKnownTypes types) =>
        range is IPropertyReferenceOperation { Property.Name: "Range" } property && WellKnownTypes.Is(property.Property.ContainingType, types.Invalidation); // an AddressRange that [Invalidate] takes is clipped

    // Whoever asks for the release, computes a common part, catches, or compares with anything but the range itself, knows.
    private static bool Clips(Body body, WellKnownTypes types) => body.Operations.Any(operation => operation switch
    {
        IInvocationOperation call => WellKnownTypes.Is(call.TargetMethod.ContainingType, types.AddressRange) || call.TargetMethod.ContainingType.Name == "Math",
        IPropertyReferenceOperation property => property.Property.Name is "Overlap" or "IsAll" or "IsReleased" || (property.Property.Name == "Range" && WellKnownTypes.Is(property.Property.ContainingType, types.IntervalNotifier) && !IsSubtracted(property)) || property.Property.Name is "Count",
        IArrayElementReferenceOperation => false,
        IFieldReferenceOperation { Field: { Name: "Release" } field } => WellKnownTypes.Is(field.ContainingType, types.InvalidationEvent),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } test =>
            !IsBoundOfRange(test, body, types),
        _ => false,
    }) || body.Graph.OriginalOperation.Syntax.DescendantNodes().Any(node => node is CatchClauseSyntax || (node is PatternSyntax pattern && pattern.DescendantTokens().Any(token => token.ValueText == "Release")));

    // address - Range.Start: the index in the object's own array.
    private static bool IsSubtracted(IPropertyReferenceOperation range) =>
        range.Parent is IPropertyReferenceOperation { Property.Name: "Start", Parent: IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } difference } start && difference.RightOperand == start;

    private static bool IsBoundOfRange(IBinaryOperation test, Body body, WellKnownTypes types) => new[] { test.LeftOperand, test.RightOperand }.Any(side =>
        body.Resolve(side).DescendantsAndSelf().Any(part => part is IPropertyReferenceOperation { Property.Name: "Start" or "Last" } edge && WellKnownTypes.Is(edge.Property.ContainingType, types.AddressRange)));
}

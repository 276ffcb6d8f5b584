using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>The shapes that the compiler gives lock statements in the flow graph.</summary>
internal static class LockShapes
{
    /// <summary>Whether the block is the one in the finally of <c>lock (object)</c> that asks a variable of the compiler's own whether the lock was taken.</summary>
    public static bool AsksWhetherTaken(BasicBlock block) =>
        block.BranchValue is ILocalReferenceOperation { IsImplicit: true, Local.IsImplicitlyDeclared: true }
        && block.EnclosingRegion.Kind == ControlFlowRegionKind.Finally;

    /// <summary>Whether the step hands a variable to <c>Monitor.Enter(object, ref bool)</c> or <c>SpinLock.Enter(ref bool)</c>, which stores true in it when it has taken the lock.</summary>
    public static bool IsTakenFlag(IOperation step) =>
        step is IArgumentOperation { Parameter.RefKind: RefKind.Ref, Parent: IInvocationOperation { TargetMethod: { Name: "Enter", ContainingType.Name: "Monitor" or "SpinLock" } } };

    /// <summary>The variable that <c>Monitor.TryEnter(object, ref bool)</c> stores in whether it has taken the lock, as others return it; null if the step is no such call.</summary>
    public static IOperation? TriedFlag(IOperation step) =>
        step is IInvocationOperation { TargetMethod: { Name: "TryEnter", ReturnsVoid: true, ContainingType.Name: "Monitor" or "SpinLock" } } tried
            ? tried.Arguments.FirstOrDefault(argument => argument.Parameter?.RefKind == RefKind.Ref)?.Value
            : null;

    /// <summary>The variable in which a method of the project that returns no boolean says its answer: the one <c>ref</c> or <c>out</c> boolean that it is handed, as <c>Acquire(mayWait, ref taken)</c>; null if the step is no such call.</summary>
    public static IOperation? AnsweredFlag(IOperation step) =>
        step is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } method } call && AnswerOf(method) is { } answer
            ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == answer.Ordinal)?.Value
            : null;

    /// <summary>The parameter by which the method answers, if it is the only one.</summary>
    public static IParameterSymbol? AnswerOf(IMethodSymbol method)
    {
        if (method.ReturnType.SpecialType == SpecialType.System_Boolean || method.IsAsync)
            return null;
        IParameterSymbol? answer = null;
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind is not (RefKind.Ref or RefKind.Out) || parameter.Type.SpecialType != SpecialType.System_Boolean)
                continue;
            if (answer is not null)
                return null;
            answer = parameter;
        }

        return answer;
    }

    /// <summary>
    /// The lock statement of which the graph shows nothing but this operation and then the statements inside it. Roslyn 4.14 lowers <c>lock</c> on a
    /// System.Threading.Lock so where nullable references are enabled; where they are not, it is a call of EnterScope with a try and a finally.
    /// </summary>
    public static LockStatementSyntax? StatementOf(IOperation operation) =>
        operation.Kind == OperationKind.Invalid && operation is IInvalidOperation { IsImplicit: true, Syntax: var locked } && Around(locked) is { Parent: LockStatementSyntax statement } whole && statement.Expression == whole
            ? statement
            : null;

    // lock ((_lock)) and lock (_lock!)
    private static SyntaxNode Around(SyntaxNode expression)
    {
        while (expression.Parent is ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax)
            expression = expression.Parent;
        return expression;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>
/// 2015: a loop calls a fault again for as long as that reports a collision, and does nothing else: it counts nothing, waits for nothing and cannot be cancelled. Callers stand
/// anywhere, so every loop of the project is looked at, and each look ends at the first thing that is not part of such a loop.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CollidedLoopAnalyzer : DriverAnalyzer
{
    private const string Collided = nameof(Collided);

    /// <summary>Creates the analyzer.</summary>
    public CollidedLoopAnalyzer()
        : base(SequenceRules.CollidedLoop)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, WellKnownTypes types)
    {
        if (types.FaultStatus?.GetMembers(Collided).FirstOrDefault() is IFieldSymbol { HasConstantValue: true, ConstantValue: { } collided })
            context.RegisterOperationAction(loop => Analyze(loop, new Turn((ILoopOperation)loop.Operation, types, collided)), OperationKind.Loop);
    }

    private static void Analyze(OperationAnalysisContext context, Turn turn)
    {
        var (condition, body) = context.Operation switch
        {
            IWhileLoopOperation { ConditionIsUntil: false, IgnoredCondition: null } loop => (loop.Condition, loop.Body),
            IForLoopOperation { Before.IsEmpty: true, AtLoopBottom.IsEmpty: true } loop => (loop.Condition, loop.Body),
            _ => default,
        };
        if (body is null || !(condition is null || turn.IsNothingElse(condition)) || !turn.IsNothingElse(body) || turn.Fault is not { } fault)
            return;
        if ((condition is null || turn.Holds(condition) == true) && !turn.Leaves(body))
            context.ReportDiagnostic(Diagnostic.Create(SequenceRules.CollidedLoop, context.Operation.Syntax.GetFirstToken().GetLocation(), [fault.Syntax.GetLocation()], fault.TargetMethod.Name));
    }

    /// <summary>One turn of a loop, in which the fault collides.</summary>
    private sealed class Turn(ILoopOperation loop, WellKnownTypes types, object collided)
    {
        private readonly Dictionary<ILocalSymbol, IOperation> _answers = new(SymbolEqualityComparer.Default);

        /// <summary>The call of the fault, once it was seen.</summary>
        public IInvocationOperation? Fault { get; private set; }

        /// <summary>Whether the operation calls the fault and looks at what it reports, and no more.</summary>
        public bool IsNothingElse(IOperation operation) => operation switch
        {
            IVariableDeclaratorOperation { Initializer.Value: var answer, Symbol: var local } => Keep(local, answer) && IsNothingElse(answer),
            IReturnOperation or IThrowOperation or ILiteralOperation or IEmptyOperation or IBranchOperation or IInstanceReferenceOperation => true,
            IInvocationOperation call => IsFault(call) && call.ChildOperations.All(IsNothingElse),
            IArgumentOperation { Parameter.Type: var type, IsImplicit: false } argument => !IsBound(type) && IsNothingElse(argument.Value),
            IArgumentOperation { IsImplicit: true } => true,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation } assignment => IsStatus(assignment.Target.Type) && IsNothingElse(assignment.Value),
            IBlockOperation or IExpressionStatementOperation or IConditionalOperation or IAwaitOperation or IParenthesizedOperation or IConversionOperation { OperatorMethod: null }
                or IVariableDeclarationGroupOperation or IVariableDeclarationOperation or IVariableDeclaratorOperation or IVariableInitializerOperation
                or IBinaryOperation { OperatorMethod: null, OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr }
                or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } or IIsPatternOperation or IPatternOperation
                or ISwitchOperation or ISwitchCaseOperation or ICaseClauseOperation
                or ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false } => operation.ChildOperations.All(IsNothingElse),
            _ => false,
        };

        /// <summary>Whether the condition holds if the fault reported a collision; null if that depends on something else.</summary>
        public bool? Holds(IOperation condition) => condition switch
        {
            { ConstantValue: { HasValue: true, Value: bool value } } => value,
            IParenthesizedOperation parenthesized => Holds(parenthesized.Operand),
            ILocalReferenceOperation { Local: var local } => _answers.TryGetValue(local, out var answer) ? Holds(answer) : null,
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !Holds(not.Operand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => Holds(both.LeftOperand) & Holds(both.RightOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => Holds(either.LeftOperand) | Holds(either.RightOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equal => IsCollided(equal),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } unequal => !IsCollided(unequal),
            IIsPatternOperation pattern when IsStatus(pattern.Value.Type) => Matches(pattern.Pattern),
            _ => null,
        };

        /// <summary>Whether the statement may leave the loop if the fault reported a collision.</summary>
        public bool Leaves(IOperation statement) => statement switch
        {
            IBranchOperation { BranchKind: BranchKind.Break, Target: var target } => SymbolEqualityComparer.Default.Equals(target, loop.ExitLabel),
            IBranchOperation branch => branch.BranchKind != BranchKind.Continue,
            IVariableDeclaratorOperation { Initializer.Value: var answer, Symbol: var local } => Keep(local, answer) && IsNothingElse(answer),
            IReturnOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => true,
            IConditionalOperation decision => Holds(decision.Condition) switch
            {
                true => Leaves(decision.WhenTrue),
                false => decision.WhenFalse is { } otherwise && Leaves(otherwise),
                null => true,
            },
            ISwitchOperation choice => CaseOf(choice) is not { } chosen || chosen.Body.Any(Leaves),
            IBlockOperation block => block.Operations.Any(Leaves),
            _ => false,
        };

        private bool Keep(ILocalSymbol local, IOperation answer)
        {
            _answers[local] = answer;
            return true;
        }

        // The section that a collision leads to; null if that is not certain.
        private ISwitchCaseOperation? CaseOf(ISwitchOperation choice)
        {
            ISwitchCaseOperation? otherwise = null;
            foreach (var section in choice.Cases)
            {
                foreach (var clause in section.Clauses)
                {
                    if (clause is IDefaultCaseClauseOperation)
                        otherwise = section;
                    else if (clause is not ISingleValueCaseClauseOperation { Value.ConstantValue: { HasValue: true, Value: { } value } } || Expected(choice.Value) is not { } expected)
                        return null;
                    else if (value.Equals(expected))
                        return section;
                }
            }

            return otherwise;
        }

        private object? Expected(IOperation value) => IsStatus(value.Type) ? collided : Holds(value);

        private bool IsFault(IInvocationOperation call)
        {
            if (call.TargetMethod.Name == "ConfigureAwait")
                return true;
            if (WellKnownTypes.Is(call.TargetMethod.ContainingType, types.AddressRange))
                return true; // a range is computed
            var reported = call.Type is INamedTypeSymbol { TypeArguments.Length: 1 } task ? task.TypeArguments[0] : call.Type;
            if (Fault is not null || !IsStatus(reported))
                return false;
            Fault = call;
            return true;
        }

        private static bool IsBound(ITypeSymbol? type) => type is { Name: "CancellationToken" or "TimeSpan" or "DateTime" or "DateTimeOffset" };

        private bool IsStatus(ITypeSymbol? type) => WellKnownTypes.Is(type, types.FaultStatus);

        private bool? IsCollided(IBinaryOperation comparison) =>
            !IsStatus(comparison.LeftOperand.Type) ? null
            : (comparison.LeftOperand.ConstantValue, comparison.RightOperand.ConstantValue) switch
            {
                ({ HasValue: true, Value: var value }, { HasValue: false }) => collided.Equals(value),
                ({ HasValue: false }, { HasValue: true, Value: var value }) => collided.Equals(value),
                _ => null,
            };

        private bool? Matches(IPatternOperation pattern) => pattern switch
        {
            IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var value } } => collided.Equals(value),
            INegatedPatternOperation not => !Matches(not.Pattern),
            IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either => Matches(either.LeftPattern) | Matches(either.RightPattern),
            IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both => Matches(both.LeftPattern) & Matches(both.RightPattern),
            _ => null,
        };
    }
}

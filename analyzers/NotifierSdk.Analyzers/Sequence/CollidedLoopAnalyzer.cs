using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>
/// 2015: a loop calls a fault again for as long as that reports a collision, and does nothing else: it counts nothing, waits for nothing and cannot be cancelled. Callers stand
/// anywhere, so every loop of each type that names a status is looked at, and each look ends at the first thing that is not part of such a loop.
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
        if (types.FaultStatus?.GetMembers(Collided).FirstOrDefault() is not IFieldSymbol { HasConstantValue: true, ConstantValue: { } collided })
            return;
        context.RegisterSymbolStartAction(
            type =>
            {
                if (Vocabulary.Uses(type.Symbol, type.CancellationToken, "FaultStatus", Collided, "Completed"))
                    type.RegisterOperationAction(loop => Analyze(loop, new Turn((ILoopOperation)loop.Operation, types, collided)), OperationKind.Loop);
            },
            SymbolKind.NamedType);
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
        private static readonly string[] s_pauses = ["Wait", "Sleep", "Yield", "Spin", "Delay", "Cancel", "Throw", "Attempt", "Tries", "Retries", "Budget", "Deadline", "Timeout", "Backoff", "Pause"];

        // A condition that is longer depends on something else.
        private const int Deepest = 64;

        private readonly Dictionary<ILocalSymbol, bool?> _held = new(SymbolEqualityComparer.Default);

        private readonly Dictionary<ILocalSymbol, IOperation> _answers = new(SymbolEqualityComparer.Default);

        /// <summary>The call of the fault, once it was seen.</summary>
        public IInvocationOperation? Fault { get; private set; }

        /// <summary>Whether the operation calls the fault and looks at what it reports, and no more.</summary>
        public bool IsNothingElse(IOperation operation)
        {
            var open = new Stack<IOperation>();
            open.Push(operation);
            while (open.Count > 0)
            {
                if (PartsOfAllowed(open.Pop()) is not { } parts)
                    return false;
                for (var part = parts.Count - 1; part >= 0; part--)
                    open.Push(parts[part]);
            }

            return true;
        }

        // What is to be looked at inside the operation; null if the operation itself is something else.
        private IReadOnlyList<IOperation>? PartsOfAllowed(IOperation operation)
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Initializer.Value: var answer, Symbol: var local }:
                    _answers[local] = answer;
                    return [answer];
                case IReturnOperation or IThrowOperation or ILiteralOperation or IEmptyOperation or IBranchOperation or IInstanceReferenceOperation or IArgumentOperation { IsImplicit: true }:
                    return [];
                case IInvocationOperation call:
                    return IsFault(call) || AskedOfStatus(call) is not null ? [.. call.ChildOperations] : null;
                case IArgumentOperation { Parameter.Type: var type } argument:
                    return IsBound(type) ? null : [argument.Value];
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation } assignment:
                    return IsStatus(assignment.Target.Type) ? [assignment.Value] : null;
                case IBlockOperation or IExpressionStatementOperation or IConditionalOperation or IAwaitOperation or IParenthesizedOperation or IConversionOperation { OperatorMethod: null }
                    or IVariableDeclarationGroupOperation or IVariableDeclarationOperation or IVariableDeclaratorOperation or IVariableInitializerOperation
                    or IBinaryOperation { OperatorMethod: null, OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr }
                    or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } or IIsPatternOperation or IPatternOperation
                    or ISwitchOperation or ISwitchCaseOperation or ICaseClauseOperation
                    or ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false }:
                    return [.. operation.ChildOperations];
                default:
                    return null;
            }
        }

        /// <summary>Whether the condition holds if the fault reported a collision; null if that depends on something else.</summary>
        public bool? Holds(IOperation condition) => Holds(condition, Deepest);

        private bool? Holds(IOperation condition, int depth) => condition switch
        {
            _ when depth == 0 => null,
            { ConstantValue: { HasValue: true, Value: bool value } } => value,
            IParenthesizedOperation parenthesized => Holds(parenthesized.Operand, depth - 1),
            ILocalReferenceOperation { Local: var local } => HoldsIn(local, depth - 1),
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !Holds(not.Operand, depth - 1),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => Holds(both.LeftOperand, depth - 1) & Holds(both.RightOperand, depth - 1),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => Holds(either.LeftOperand, depth - 1) | Holds(either.RightOperand, depth - 1),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equal => IsCollided(equal),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } unequal => !IsCollided(unequal),
            IInvocationOperation call => AskedOfStatus(call),
            IIsPatternOperation pattern when IsStatus(pattern.Value.Type) => Matches(pattern.Pattern, depth - 1),
            _ => null,
        };

        // What a method of the project that is told nothing but a status says of a collision, as IsTransient(status); null if it is none, or that cannot be read.
        private bool? AskedOfStatus(IInvocationOperation call)
        {
            var told = call.Arguments.Where(argument => !argument.IsImplicit).ToList();
            if (call.Type?.SpecialType != SpecialType.System_Boolean || told.Count != 1 || !IsStatus(told[0].Value.Type) || call.TargetMethod is not { IsVirtual: false, IsAbstract: false, DeclaringSyntaxReferences: { Length: 1 } declarations })
                return null;
            var answer = declarations[0].GetSyntax() switch
            {
                MethodDeclarationSyntax method => method.ExpressionBody?.Expression ?? OnlyReturn(method.Body),
                LocalFunctionStatementSyntax function => function.ExpressionBody?.Expression ?? OnlyReturn(function.Body),
                _ => null,
            };
            return answer switch
            {
                BinaryExpressionSyntax { OperatorToken.ValueText: "==", Left: IdentifierNameSyntax, Right: MemberAccessExpressionSyntax { Name.Identifier.ValueText: Collided } } => true,
                BinaryExpressionSyntax { OperatorToken.ValueText: "is", Left: IdentifierNameSyntax, Right: QualifiedNameSyntax { Right.Identifier.ValueText: Collided } } => true, // read as a type, until it is bound
                IsPatternExpressionSyntax { Expression: IdentifierNameSyntax, Pattern: ConstantPatternSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: Collided } } } => true,
                IsPatternExpressionSyntax { Expression: IdentifierNameSyntax, Pattern: BinaryPatternSyntax { OperatorToken.ValueText: "or" } either }
                    when either.DescendantNodes().OfType<ConstantPatternSyntax>().Any(constant => constant.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: Collided }) => true,
                _ => null,
            };
        }

        private static ExpressionSyntax? OnlyReturn(BlockSyntax? body) => body is { Statements: { Count: 1 } statements } ? (statements[0] as ReturnStatementSyntax)?.Expression : null;

        private bool? HoldsIn(ILocalSymbol local, int depth)
        {
            if (_held.TryGetValue(local, out var held))
                return held;
            _held.Add(local, null); // while it is looked at: what depends on itself cannot be told
            return _held[local] = _answers.TryGetValue(local, out var answer) ? Holds(answer, depth) : null;
        }

        /// <summary>Whether the statement may leave the loop if the fault reported a collision.</summary>
        public bool Leaves(IOperation statement)
        {
            var open = new Stack<IOperation>();
            open.Push(statement);
            while (open.Count > 0)
            {
                if (PartsOfStaying(open.Pop()) is not { } parts)
                    return true;
                foreach (var part in parts)
                    open.Push(part);
            }

            return false;
        }

        // The statements inside it that run if the fault reported a collision; null if it leaves the loop itself, or may.
        private IEnumerable<IOperation>? PartsOfStaying(IOperation statement) => statement switch
        {
            IBranchOperation { BranchKind: BranchKind.Break, Target: var target } => SymbolEqualityComparer.Default.Equals(target, loop.ExitLabel) ? null : [],
            IBranchOperation branch => branch.BranchKind != BranchKind.Continue ? null : [],
            IReturnOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => null,
            IConditionalOperation decision => Holds(decision.Condition) switch
            {
                true => [decision.WhenTrue],
                false => decision.WhenFalse is { } otherwise ? [otherwise] : [],
                null => null,
            },
            ISwitchOperation choice => CaseOf(choice)?.Body,
            IBlockOperation block => block.Operations,
            _ => [],
        };

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
            if (Fault is not null || !IsStatus(reported) || MayWait(call.TargetMethod))
                return false;
            Fault = call;
            return true;
        }

        // A method around a fault that does more than call it, and may pause, count, or give up.
        private bool MayWait(IMethodSymbol method) => !method.HasAttribute(types.Fault)
            && method.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is var declaration && declaration.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && s_pauses.Any(word => token.ValueText.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)));

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

        private bool? Matches(IPatternOperation pattern, int depth) => pattern switch
        {
            _ when depth == 0 => null,
            IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var value } } => collided.Equals(value),
            INegatedPatternOperation not => !Matches(not.Pattern, depth - 1),
            IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either => Matches(either.LeftPattern, depth - 1) | Matches(either.RightPattern, depth - 1),
            IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both => Matches(both.LeftPattern, depth - 1) & Matches(both.RightPattern, depth - 1),
            _ => null,
        };
    }
}

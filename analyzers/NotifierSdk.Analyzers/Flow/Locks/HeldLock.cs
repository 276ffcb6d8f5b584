using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow.Locks;

/// <summary>Whether one lock is held.</summary>
/// <param name="path">The lock.</param>
/// <param name="isSharedEnough">Whether holding it together with others counts.</param>
internal sealed class HeldLock(LockPath path, bool isSharedEnough, TypeFlow type) : Automaton
{
    public const int Free = 0;
    public const int Held = 1;
    public const int HeldTwice = 2;
    public const int Unknown = 3;

    // Nobody takes a System.Threading.Lock twice, so that its third state is free for this.
    private const int HeldByStatement = HeldTwice;

    public const ulong IsFree = 1UL << Free;
    public const ulong IsHeld = (1UL << Held) | (1UL << HeldTwice);
    public const ulong IsUnknown = 1UL << Unknown;

    private static readonly string[] s_words = ["lock", "held", "hold", "taken"];

    private readonly Dictionary<Body, List<TextSpan>> _statements = [];
    private readonly UnseenLocking _unseen = new(path, type);
    private readonly LockFlags _flags = new(path, type);
    private IOperation? _asked; // what was asked last, for the state before
    private bool _isUnseen;

    public LockPath Path { get; } = path;

    public override int StateCount => 4;

    public override Outcome Step(int state, IOperation operation, Body body)
    {
        if (state == HeldByStatement && IsLeft(operation, body))
            state = Free;
        if (LockShapes.StatementOf(operation) is { } entered)
            return Outcome.To(Enter(state, operation, entered, body));
        if (state == Unknown)
            return Outcome.To(state);
        if (Find(operation, body) is not { } found)
            return Outcome.To(IsUnseen(operation, body) ? Unknown : state);
        return found.Lock is { } named && LockPath.Of(named, found.In, type) is { } taken ? Apply(state, found, taken) : Unnamed(state, found);
    }

    // One that tells by a flag what it has done, or is told by one what to do, is not followed: the flag is the caller's.
    public override bool Enters(IInvocationOperation call, Body body) => !_flags.Tell(call, body, this);

    // One that leaves the lock to others is for whoever reads it; a scope that it returns is released where that is disposed.
    public override bool Enters(IPropertyReferenceOperation read, Body body) => LockOperation.IsScope(read.Type, type.Types) || !_unseen.MayTakeOrRelease(read, body);

    public override int Leave(int state, Body body) => IsHeldByStatement(state) && StatementsIn(body).Count > 0 ? Free : state;

    public override bool Decides(IOperation operation, Body body) => Find(operation, body) is { Action: LockAction.TryTake };

    public override ulong Assume(int state, IOperation condition, bool value, Body body)
    {
        if (condition is IParameterReferenceOperation { Parameter: var parameter } && state == Free && (SaysSo(parameter, body) ?? (_flags.IsHandedOne(parameter, body) ? true : null)) == value)
            return IsUnknown;
        if (condition is ILocalReferenceOperation { Local: var local } && state == Free && value && body.Outer is not null && _flags.IsOneOfOuter(local, body))
            return IsUnknown;
        if (condition is not IPropertyReferenceOperation { Property.Name: "IsHeldByCurrentThread", Instance: { } instance } || !Path.Equals(LockPath.Of(instance, body, type)))
            return 1UL << state;
        return state == Unknown ? 1UL << (value ? Held : Free) : value == (state != Free) ? 1UL << state : 0;
    }

    // Taking and releasing are taken not to fail: a driver whose lock throws has other worries.
    public override bool MayThrow(IOperation operation, Body body) => base.MayThrow(operation, body) && Find(operation, body) is null && !IsAwaitOfLock(operation, body);

    private bool IsUnseen(IOperation operation, Body body)
    {
        if (_asked != operation)
            (_asked, _isUnseen) = (operation, _unseen.MayTakeOrRelease(operation, body) || (operation is IInvocationOperation helper && _flags.Tell(helper, body, this)));
        return _isUnseen;
    }

    private Outcome Apply(int state, LockOperation operation, LockPath taken)
    {
        if (!taken.Equals(Path))
            return Outcome.To(operation.Action != LockAction.Release && taken.MayBe(Path, type) ? Unknown : state);
        if (operation.IsShared && !isSharedEnough)
            return Outcome.To(state);
        return operation.Action switch
        {
            LockAction.Take => Outcome.To(Up(state)),
            LockAction.TryTake => Outcome.Split(Up(state), state),
            _ => Outcome.To(Math.Max(Free, state - 1)),
        };
    }

    // A lock whose name says nothing could be this one, if it is of the same kind.
    private Outcome Unnamed(int state, LockOperation operation) =>
        Outcome.To(operation.Lock?.Type is { } kind && Path.Type is { } own && !SymbolEqualityComparer.Default.Equals(kind, own) && own.SpecialType != SpecialType.System_Object ? state : Unknown);

    // Of a lock statement whose end the graph does not show, the state says that it is held as long as an operation stands inside it.
    private bool IsHeldByStatement(int state) => state == HeldByStatement && WellKnownTypes.Is(Path.Type, type.Types.Lock);

    private bool IsLeft(IOperation operation, Body body) =>
        IsHeldByStatement(HeldByStatement) && StatementsIn(body) is { Count: > 0 } statements && !statements.Any(statement => statement.Contains(operation.Syntax.Span));

    private List<TextSpan> StatementsIn(Body body)
    {
        if (!_statements.TryGetValue(body, out var spans))
        {
            _statements.Add(body, spans = []);
            foreach (var operation in body.Operations)
            {
                if (LockShapes.StatementOf(operation) is { } statement && Path.Equals(LockPath.Of(operation.ChildOperations.FirstOrDefault(), body, type)))
                    spans.Add(statement.Span);
            }
        }

        return spans;
    }

    private int Enter(int state, IOperation operation, LockStatementSyntax statement, Body body)
    {
        if (StatementsIn(body).Contains(statement.Span))
            return state == Free ? HeldByStatement : state;
        return LockPath.Of(operation.ChildOperations.FirstOrDefault(), body, type) is { } other && !other.MayBe(Path, type) ? state : Unknown;
    }

    private static int Up(int state) => Math.Min(HeldTwice, state + 1);

    private LockOperation? Find(IOperation operation, Body body) => operation.Kind == OperationKind.Invocation ? LockOperation.Of(operation, body, type) : null;

    // The value of a parameter that stands for the caller holding the lock: where it has the other one, the method takes it.
    private bool? SaysSo(IParameterSymbol parameter, Body body)
    {
        foreach (var block in body.Graph.Blocks)
        {
            if (block.ConditionalSuccessor is not { Destination: { } jump } || block.FallThroughSuccessor is not { Destination: { } next } || block.BranchValue is not { } asked)
                continue;
            var isNegated = false;
            if (Condition.Strip(body.Resolve(asked), body, ref isNegated) is not IParameterReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter))
                continue;
            var jumpsWhen = (block.ConditionKind == ControlFlowConditionKind.WhenTrue) ^ isNegated;
            if (Takes(jump) != Takes(next) && (Takes(jump) ? !jumpsWhen : jumpsWhen) is var says && (IsNamedSo(parameter) || IsPassed(parameter, says)))
                return says;
        }

        return null;

        bool Takes(BasicBlock taken) => body.StepsOf(taken).Any(step =>
            LockOperation.Of(step, body, type) is { Action: LockAction.Take } operation && Path.Equals(LockPath.Of(operation.Lock, operation.In, type)));
    }

    private static bool IsNamedSo(IParameterSymbol parameter) => s_words.Any(word => parameter.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    // Some caller in the type says so; one that does without the lock has its own bug.
    private bool IsPassed(IParameterSymbol parameter, bool value) => type.Calls.Any(found =>
        SymbolEqualityComparer.Default.Equals(found.Call.TargetMethod.OriginalDefinition, parameter.ContainingSymbol)
        && found.Call.Arguments.Any(argument => argument.Parameter?.Ordinal == parameter.Ordinal && argument.Value.ConstantValue is { HasValue: true, Value: bool passed } && passed == value));

    private bool IsAwaitOfLock(IOperation operation, Body body) =>
        operation is IAwaitOperation { Operation: var task }
        && (Find(task, body) is not null || (task is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } inner } && Find(inner, body) is not null));
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks.Blocking;

/// <summary>
/// Whether a callback knows the answer to "may I block?" that allows what it does next. A test that cannot be read, and a try that failed, count as
/// the right answer.
/// </summary>
internal sealed class BlockableAnswer(bool allowing, TypeFlow type) : Automaton
{
    public const int Unasked = 0;
    public const int Allowed = 1;

    public const ulong IsUnasked = 1UL << Unasked;

    private readonly WellKnownTypes _types = type.Types;

    public override int StateCount => 2;

    public override Outcome Step(int state, IOperation operation, Body body) => Outcome.To(state);

    public override ulong Assume(int state, IOperation condition, bool value, Body body) =>
        1UL << (state == Unasked && Allows(body.Resolve(condition), value, body) ? Allowed : state);

    private bool Allows(IOperation condition, bool value, Body body)
    {
        if (IsAnswer(condition))
            return value == allowing;
        if (condition is IParameterReferenceOperation { Parameter: var told } && !body.IsWritten(told))
            return IsTold(told, value == allowing);
        if (condition is IPatternOperation pattern)
            return PatternInput.Of(pattern, body) is { } input && Mentions(body.Resolve(input), body);
        if (condition is not IInvocationOperation call)
            return Mentions(condition, body);
        // Its own paths say what a helper answers; whatever else was called may have tried a lock, or asked. Only what the SDK says of ranges, and collections of their elements, is known to do neither.
        return type.Bodies.Find(call, body) is not { IsIterator: false } && !WellKnownTypes.Is(call.TargetMethod.ContainingType, _types.AddressRange) && !IsOfCollection(call, body) && (!value || HandsOver(call, body));
    }

    // Somebody in the type hands the answer to the helper, or its opposite.
    private bool IsTold(IParameterSymbol parameter, bool isAsIs) =>
        type.Once(typeof(BlockableAnswer), parameter, () => ToldTo(parameter)) is var (isAnswer, isOpposite) && (isAsIs ? isAnswer : isOpposite);

    private (bool IsAnswer, bool IsOpposite) ToldTo(IParameterSymbol parameter)
    {
        var (isAnswer, isOpposite) = (false, false);
        var known = new HashSet<(ISymbol, bool)>();
        var open = new Stack<(IParameterSymbol Parameter, bool IsNegated)>();
        open.Push((parameter, false));
        while (open.Count > 0)
        {
            var (told, isNegated) = open.Pop();
            if (!known.Add((told, isNegated)))
                continue;
            foreach (var (call, caller) in type.Calls.Where(found => SymbolEqualityComparer.Default.Equals(found.Call.TargetMethod.OriginalDefinition, told.ContainingSymbol)))
            {
                if (call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == told.Ordinal) is not { Value: var handed })
                    continue;
                var isOther = isNegated;
                switch (Condition.Strip(caller.Resolve(handed), caller, ref isOther))
                {
                    case IParameterReferenceOperation { Parameter: var passedOn } when !caller.IsWritten(passedOn):
                        open.Push((passedOn, isOther));
                        break;
                    case var answer when IsAnswer(caller.Resolve(answer)):
                        isAnswer |= !isOther;
                        isOpposite |= isOther;
                        break;
                }
            }
        }

        return (isAnswer, isOpposite);
    }

    // What a collection says of its elements, be it that a loop has come to the last. One that is told which elements asks nothing else.
    private bool IsOfCollection(IInvocationOperation call, Body body) =>
        (call.IsImplicit && call.TargetMethod.Name == "MoveNext")
        || (call.TargetMethod.ContainingNamespace?.ToDisplayString() is { } space && (space.StartsWith("System.Collections", StringComparison.Ordinal) || space == "System.Linq")
            && call.Arguments.All(argument => argument.Value.Type?.TypeKind != TypeKind.Delegate || (argument.Value is IDelegateCreationOperation { Target: var function } && body.Lambdas.FirstOrDefault(lambda => lambda.Lambda == function) is { } lambda && SaysNothing(lambda))));

    private bool SaysNothing(Body lambda) => lambda.SelfAndNested.All(each => each.Operations.All(operation => operation switch
    {
        IInvocationOperation call => WellKnownTypes.Is(call.TargetMethod.ContainingType, _types.AddressRange) || IsOfCollection(call, each) || call.TargetMethod.Name is "Equals" or "CompareTo",
        ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } or IParameterReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } => false,
        _ => !IsAnswer(operation),
    }));

    // What cannot be read may be the answer.
    private bool Mentions(IOperation condition, Body body) =>
        condition.DescendantsAndSelf().Any(part => IsAnswer(body.Resolve(part)) || (part is IInvocationOperation call && !IsPlainRead(call) && !IsOfCollection(call, body) && !AsksNothing(call, body)) || IsOfTried(part, body));

    // A helper of the type that is told nothing of the invalidation, and tries no lock.
    private bool AsksNothing(IInvocationOperation call, Body body) => type.Bodies.Find(call, body) is { IsIterator: false } helper && type.OnceIf(typeof(BlockableAnswer), (helper, nameof(AsksNothing)), () => type.CalleesOf([helper]).All(run =>
        run.Method is { } method && method.Parameters.All(parameter => parameter.Type.SpecialType != SpecialType.System_Boolean && !WellKnownTypes.Is(parameter.Type, _types.Invalidation))
        && run.Calls.All(inner => type.Bodies.Find(inner, run) is not null || IsPlainRead(inner) || IsOfCollection(inner, run) || WellKnownTypes.Is(inner.TargetMethod.ContainingType, _types.AddressRange))));

    // A field that several threads use is a field all the same.
    private static bool IsPlainRead(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Read" or "CompareExchange", ContainingType: { Name: "Volatile" or "Interlocked", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } };

    // A scope of the author's own says so whether it got the lock.
    private bool IsOfTried(IOperation part, Body body) =>
        part is IMemberReferenceOperation { Instance: { } instance } && body.Resolve(instance) is IObjectCreationOperation or IInvocationOperation && !IsData(instance.Type);

    private bool IsData(ITypeSymbol? type) => type is IArrayTypeSymbol or { SpecialType: SpecialType.System_String } || WellKnownTypes.Is(type, _types.AddressRange)
        || type?.ContainingNamespace?.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal) == true;

    // A driver lock that is handed the invalidation asks for itself: whoever gets it still does not know whether he may wait for something else.
    private bool HandsOver(IInvocationOperation call, Body body) => !WellKnownTypes.Is(call.TargetMethod.ContainingType, _types.DriverLock) && call.Arguments.Any(argument =>
        WellKnownTypes.Is(argument.Value.Type, _types.Invalidation) || IsAnswer(body.Resolve(argument.Value)));

    private bool IsAnswer(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property.Name: "IsBlockable" } property && WellKnownTypes.Is(property.Property.ContainingType, _types.Invalidation);
}

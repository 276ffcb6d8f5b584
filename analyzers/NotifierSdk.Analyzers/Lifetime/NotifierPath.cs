using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>Which notifier a method speaks of: the object itself, a local or a parameter, or a field of one of these. Anything else has no name.</summary>
internal sealed class NotifierPath : IEquatable<NotifierPath>
{
    // A field of a field of a field.
    private const int MostFields = 3;

    private readonly ISymbol? _variable;
    private readonly IReadOnlyList<ISymbol> _fields;

    private NotifierPath(ISymbol? variable, IReadOnlyList<ISymbol> fields) => (_variable, _fields) = (variable, fields);

    /// <summary>The object whose method it is.</summary>
    public static NotifierPath This { get; } = new(null, []);

    /// <summary>What a variable stands for.</summary>
    public static NotifierPath Named(ISymbol variable) => new(variable, []);

    /// <summary>Whether only this method can reach it, until it hands it out.</summary>
    public bool IsLocal => _variable is ILocalSymbol && _fields.Count == 0;

    /// <summary>Whether it is the object whose method it is.</summary>
    public bool IsThis => _variable is null && _fields.Count == 0;

    /// <summary>Whether every method of the type names it so.</summary>
    public bool IsOfType => _variable is null;

    /// <summary>Whether it begins with a local or a parameter of the method, which names another notifier where the method calls itself.</summary>
    public bool IsOfVariableIn(IMethodSymbol method) => _variable is not null && SymbolEqualityComparer.Default.Equals(_variable.ContainingSymbol.OriginalDefinition, method.OriginalDefinition);

    public static NotifierPath? Of(IOperation? value, Body body)
    {
        var fields = new Stack<ISymbol>();
        while (true)
        {
            switch (Named(value, body))
            {
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                    return new NotifierPath(null, [.. fields]);
                case ILocalReferenceOperation local:
                    return new NotifierPath(local.Local, [.. fields]);
                case IParameterReferenceOperation parameter:
                    return new NotifierPath(parameter.Parameter, [.. fields]);
                case IFieldReferenceOperation { Instance: { } owner, Field: var field } when fields.Count < MostFields:
                    fields.Push(field);
                    value = owner;
                    break;
                default:
                    return null;
            }
        }
    }

    /// <summary>The same notifier as a method of an object on the way to it names it; null if that object does not lead to it.</summary>
    public NotifierPath? From(NotifierPath owner) =>
        SymbolEqualityComparer.Default.Equals(_variable, owner._variable) && _fields.Count >= owner._fields.Count && owner._fields.SequenceEqual(_fields.Take(owner._fields.Count), SymbolEqualityComparer.Default)
            ? new NotifierPath(null, [.. _fields.Skip(owner._fields.Count)])
            : null;

    /// <summary>Whether its name stands for another notifier after the step.</summary>
    public bool IsChangedBy(IOperation step, Body body) =>
        Writes.Of(step, body).Any(write => Is(write.Symbol) || _fields.Contains(write.Symbol, SymbolEqualityComparer.Default));

    /// <summary>Whether the operation is a reference to it, or to what leads to it.</summary>
    public bool IsMentionedBy(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => Is(local.Local),
        IParameterReferenceOperation parameter => Is(parameter.Parameter),
        IFieldReferenceOperation field => _fields.Contains(field.Field, SymbolEqualityComparer.Default),
        IInstanceReferenceOperation => IsThis && !IsReceiver(operation),
        _ => false,
    };

    /// <summary>Whether another function than the body mentions it, inside it or around it, and so may do anything with it at any time.</summary>
    public bool IsSharedWithNested(Body body) => (body.Outer is not null && !SymbolEqualityComparer.Default.Equals((_variable as ILocalSymbol)?.ContainingSymbol, body.Symbol))
        || body.SelfAndNested.Where(nested => nested != body && !IsOnlyCalled(nested)).SelectMany(nested => nested.Operations).Any(IsMentionedBy);

    // A local function that is no delegate, and that no lambda calls, runs where the body calls it, and is followed there.
    private static bool IsOnlyCalled(Body nested) => nested is { Method: { MethodKind: MethodKind.LocalFunction, IsAsync: false } function, IsIterator: false, Outer: { } outer }
        && outer.Outer is null && outer.SelfAndNested.All(each => each.Operations.All(operation => operation switch
        {
            IMethodReferenceOperation reference => !SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, function),
            IInvocationOperation call => each.Lambda is null || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, function),
            _ => true,
        }));

    public bool Equals(NotifierPath? other) =>
        other is not null && SymbolEqualityComparer.Default.Equals(_variable, other._variable) && _fields.SequenceEqual(other._fields, SymbolEqualityComparer.Default);

    public override bool Equals(object? obj) => Equals(obj as NotifierPath);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(_fields.Count == 0 ? _variable : _fields[_fields.Count - 1]);

    public override string ToString() => _variable is null && _fields.Count == 0 ? "this" : string.Join(".", _fields.Select(field => field.Name).Prepend(_variable?.Name).Where(name => name is not null));

    private bool Is(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(_variable, symbol);

    private static bool IsReceiver(IOperation operation) => operation.Parent is IMemberReferenceOperation and not IMethodReferenceOperation;

    // Behind what a null test or a pattern calls it, and locals that are other names of the object itself or of a readonly field.
    private static IOperation? Named(IOperation? value, Body body)
    {
        var known = new HashSet<CaptureId>();
        while (true)
        {
            switch (value)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    value = conversion.Operand;
                    break;
                case IFlowCaptureReferenceOperation { Id: var capture }:
                    value = known.Add(capture) && body.StoredIn(capture) is { Count: 1 } stored ? stored[0] : null;
                    break;
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput } owner:
                    return PatternInput.Of(owner, body) is { } input && input != value ? Named(input, body) : null;
                case ILocalReferenceOperation local when body.Resolve(local) is IInstanceReferenceOperation or IFieldReferenceOperation { Field.IsReadOnly: true, Instance: IInstanceReferenceOperation }:
                    return body.Resolve(local);
                default:
                    return value;
            }
        }
    }
}

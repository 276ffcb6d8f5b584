using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>Which notifier a method speaks of: the object itself (no member), a field of it, a local or a parameter. Anything else has no name.</summary>
internal sealed class NotifierPath : IEquatable<NotifierPath>
{
    private readonly ISymbol? _variable;

    private NotifierPath(ISymbol? variable) => _variable = variable;

    /// <summary>Whether only this method can reach it, until it hands it out.</summary>
    public bool IsLocal => _variable is ILocalSymbol;

    /// <summary>Whether it is the object whose method it is.</summary>
    public bool IsThis => _variable is null;

    public static NotifierPath? Of(IOperation? value, Body body)
    {
        var known = new HashSet<CaptureId>();
        while (value is IConversionOperation { OperatorMethod: null } or IFlowCaptureReferenceOperation)
        {
            // What a null test of "notifier?.Remove()" was made of.
            value = value is IConversionOperation conversion ? conversion.Operand
                : value is IFlowCaptureReferenceOperation { Id: var capture } && known.Add(capture) && body.StoredIn(capture) is { Count: 1 } stored ? stored[0]
                : null;
        }

        return value switch
        {
            IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => new NotifierPath(null),
            ILocalReferenceOperation local => new NotifierPath(local.Local),
            IParameterReferenceOperation parameter => new NotifierPath(parameter.Parameter),
            IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field => new NotifierPath(field.Field),
            _ => null,
        };
    }

    /// <summary>Whether the operation is a reference to it.</summary>
    public bool IsMentionedBy(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => Is(local.Local),
        IParameterReferenceOperation parameter => Is(parameter.Parameter),
        IFieldReferenceOperation field => Is(field.Field),
        IInstanceReferenceOperation => _variable is null && !IsReceiver(operation),
        _ => false,
    };

    /// <summary>Whether another function than the body mentions it, inside it or around it, and so may do anything with it at any time.</summary>
    public bool IsSharedWithNested(Body body) => (body.Outer is not null && !SymbolEqualityComparer.Default.Equals((_variable as ILocalSymbol)?.ContainingSymbol, body.Symbol))
        || body.SelfAndNested.Where(nested => nested != body).SelectMany(nested => nested.Operations).Any(IsMentionedBy);

    public bool Equals(NotifierPath? other) => other is not null && SymbolEqualityComparer.Default.Equals(_variable, other._variable);

    public override bool Equals(object? obj) => Equals(obj as NotifierPath);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(_variable);

    public override string ToString() => _variable?.Name ?? "this";

    private bool Is(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(_variable, symbol);

    private static bool IsReceiver(IOperation operation) => operation.Parent is IMemberReferenceOperation and not IMethodReferenceOperation;
}

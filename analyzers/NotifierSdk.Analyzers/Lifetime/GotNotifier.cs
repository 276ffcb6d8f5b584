using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>Whether a method alone has the shared notifier that it got: in a local, or in an object that it made of it and has in a local.</summary>
internal sealed class GotNotifier : Automaton
{
    public const int None = 0;
    public const int Got = 1;

    private readonly IInvocationOperation _get;
    private readonly HashSet<ISymbol> _locals = new(SymbolEqualityComparer.Default);

    public GotNotifier(ILocalSymbol local, IInvocationOperation get, Body body)
    {
        _get = get;
        _locals.Add(local);
        foreach (var assignment in body.Operations.OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Target is ILocalReferenceOperation { Local: { IsRef: false } holder } && body.StoredIn(holder) is not null && body.Resolve(assignment.Value) is IObjectCreationOperation made && IsPlain(made) && made.Arguments.Any(IsGiven))
                _locals.Add(holder);
        }

        IsHandedOn = body.Operations.OfType<ILocalReferenceOperation>().Any(reference => _locals.Contains(reference.Local) && !IsOwnUse(reference));
        IsShared = body.SelfAndNested.Where(nested => nested != body).SelectMany(nested => nested.Operations).Any(operation => operation is ILocalReferenceOperation reference && _locals.Contains(reference.Local));
    }

    /// <summary>Whether some path keeps it, or puts it back.</summary>
    public bool IsHandedOn { get; }

    /// <summary>Whether a function inside the method may do so at any time.</summary>
    public bool IsShared { get; }

    public override int StateCount => 2;

    public override bool Decides(IOperation operation, Body body) => operation is IInvocationOperation call && IsTried(call) && call.Arguments.Any(IsGiven);

    public override Outcome Step(int state, IOperation operation, Body body) => operation switch
    {
        ISimpleAssignmentOperation assignment when assignment.Value == _get => Outcome.To(Got),
        ILocalReferenceOperation reference when _locals.Contains(reference.Local) && !IsOwnUse(reference) && !IsTriedWith(reference) => Outcome.To(None),
        IInvocationOperation when Decides(operation, body) => Outcome.Split(None, state),
        _ => Outcome.To(state),
    };

    public override bool MayThrow(IOperation operation, Body body) => false;

    // A collection that refuses it does not have it.
    private static bool IsTried(IInvocationOperation call) =>
        call.TargetMethod is { Name: "TryAdd", ContainingType.ContainingNamespace: { } space } && space.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal);

    private static bool IsTriedWith(IOperation reference) => Outside(reference).Parent is IArgumentOperation { Parent: IInvocationOperation call } && IsTried(call);

    private bool IsGiven(IArgumentOperation argument) => argument.Parameter?.RefKind == RefKind.None && argument.Value.DescendantsAndSelf().Last() is ILocalReferenceOperation reference && Outside(reference) == argument.Value && _locals.Contains(reference.Local);

    private bool IsOwnUse(ILocalReferenceOperation reference) => Outside(reference).Parent switch
    {
        IInvocationOperation call => call.Instance is not null && call.Instance == Outside(reference),
        IPropertyReferenceOperation property => property.Instance == Outside(reference),
        ISimpleAssignmentOperation assignment => assignment.Target == reference,
        IArgumentOperation { Parent: IObjectCreationOperation made } => IsPlain(made) && Outside(made).Parent is ISimpleAssignmentOperation { Target: ILocalReferenceOperation holder } && _locals.Contains(holder.Local),
        _ => false,
    };

    private static IOperation Outside(IOperation reference)
    {
        while (reference.Parent is IConversionOperation conversion)
            reference = conversion;
        return reference;
    }

    // Its constructor stores what it is given, and calls nobody who might keep the object.
    private static bool IsPlain(IObjectCreationOperation made) => made.Initializer is null && made.Constructor is { DeclaringSyntaxReferences: { Length: 1 } declarations }
        && declarations[0].GetSyntax() is ConstructorDeclarationSyntax constructor && constructor.Initializer is null
        && !constructor.DescendantNodes().Any(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or ThisExpressionSyntax);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow.Locks;

/// <summary>What may take or release a lock without the flow seeing it: whoever is handed the lock, or its owner, or hides it behind a name.</summary>
internal sealed class UnseenLocking(LockPath path, TypeFlow type)
{
    // Members of other objects that lock and unlock by their names.
    private static readonly string[] s_lockWords = ["Lock", "Enter", "Exit", "Acquire", "Release", "Hold"];
    private static readonly string[] s_lockKinds = ["Lock", "Mutex", "Semaphore", "WaitHandle", "Monitor", "Latch"];

    /// <summary>Whether the body may take a lock that the flow does not know at all: one of another kind, as a spin lock, or behind a helper or a scope of another type.</summary>
    public static bool IsPossibleIn(Body body, TypeFlow type) => BeforeSetSeq(body, type).Any(operation => operation switch
    {
        IInvocationOperation { TargetMethod: var method } call => !IsOfSdk(method) && LockOperation.Of(call, body, type) is null && type.Bodies.Find(call, body) is null
            && (IsNamedSo(method) || IsLockKind(method.ContainingType) || (IsScopeLike(method.ReturnType) && method.Name != "GetEnumerator") || (call.IsVirtual && call.IsOnThis() && !IsUnderLock(call, type))),
        IObjectCreationOperation { Arguments.IsEmpty: false } made => IsScopeLike(made.Type),
        IPropertyReferenceOperation { Parent: not IMemberReferenceOperation } property => property.Type?.IsRefLikeType == true && IsScopeLike(property.Type),
        _ => false,
    });

    // What a template method calls with its lock held does its part of the work, and takes no other for what follows.
    private static bool IsUnderLock(IOperation call, TypeFlow type) => type.Locks.Any(path => type.FlowOf(path).StatesAt(call) is not 0 and var states && (states & ~HeldLock.IsHeld) == 0);

    /// <summary>Whether the body calls an object of the author's own making, which may be the one that locks, whatever its members are called.</summary>
    public static bool IsAnybodyAsked(Body body, TypeFlow type) => BeforeSetSeq(body, type).OfType<IInvocationOperation>().Any(call =>
        call.Instance is not null && !call.IsOnThis() && !call.TargetMethod.ContainingNamespace.ToDisplayString().StartsWith("System", StringComparison.Ordinal) && !IsOfSdk(call.TargetMethod) && type.Bodies.Find(call, body) is null);

    /// <summary>Whether the operation may take or release this lock.</summary>
    public bool MayTakeOrRelease(IOperation operation, Body body) => operation switch
    {
        IInvocationOperation call => (call.TargetMethod.Name is "Dispose" or "DisposeAsync" && IsGuard(call.Instance, body)) || MayTake(call, body),
        IObjectCreationOperation { Constructor: { } constructor } made => IsHandedTo(made, body) && CallsSomething(constructor),
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: { GetMethod: { } getter } property } => LockOperation.IsScope(property.Type, type.Types) || LocksItself(getter),
        _ => false,
    };

    // What is called behind it does not lock for it.
    private static IEnumerable<IOperation> BeforeSetSeq(Body body, TypeFlow type)
    {
        var end = body.Calls.Where(call => call.IsSetSeq(type.Types)).Select(call => call.Syntax.SpanStart).DefaultIfEmpty(int.MaxValue).Max();
        return body.Operations.Where(operation => operation.Syntax.SpanStart < end);
    }

    // So may what the base class, an override or the lock's owner calls locking.
    private bool MayTake(IInvocationOperation call, Body body)
    {
        if (call.TargetMethod.ContainingType is not { } declaring || WellKnownTypes.Is(declaring, type.Types.IntervalNotifier))
            return false;
        if (call.Arguments.Any(argument => path.Equals(LockPath.Of(argument.Value, body, type))))
            return true;
        if (call.Instance is null || LockPath.Of(call.Instance, body, type) is not { } receiver)
            return false;
        if (receiver.Root is not null || receiver.Members.Count > 0)
            return receiver.Members.Count < path.Members.Count && SymbolEqualityComparer.Default.Equals(receiver.Root, path.Root) && IsNamedSo(call.TargetMethod);
        if (!SymbolEqualityComparer.Default.Equals(declaring, body.Symbol.ContainingType))
            return path.Members.Count > 0 && SeesLock(declaring);
        return call.IsVirtual && (LocksItself(call.TargetMethod) || (call.TargetMethod.IsAbstract && IsNamedSo(call.TargetMethod)));
    }

    // A scope of the author's own, that was given the lock or came from a helper.
    private bool IsGuard(IOperation? disposed, Body body)
    {
        if (disposed is null)
            return false;
        var isNegated = false;
        return Condition.Strip(body.Resolve(disposed), body, ref isNegated) switch
        {
            IObjectCreationOperation made => IsHandedTo(made, body),
            IInvocationOperation made => !LockOperation.IsScope(made.Type, type.Types) && type.Bodies.Find(made, body) is not null,
            _ => false,
        };
    }

    // The lock, or an object through which the one that is made can reach it.
    private bool IsHandedTo(IObjectCreationOperation made, Body body) =>
        made.Arguments.Any(argument => LockPath.Of(argument.Value, body, type) is { } handed && (path.Equals(handed) || (handed.LeadsTo(path) && CanReach(made.Type))));

    private bool CanReach(ITypeSymbol? made) =>
        path.Members.All(member => member.DeclaredAccessibility != Accessibility.Private) || type.Type.SelfAndNested().Any(own => WellKnownTypes.Is(made?.OriginalDefinition, own));

    // One that only stores what it is handed takes nothing; nothing is known of one whose source is elsewhere.
    private static bool CallsSomething(IMethodSymbol constructor) =>
        constructor.DeclaringSyntaxReferences.IsEmpty
        || constructor.DeclaringSyntaxReferences.Any(reference => Runs(reference.GetSyntax()).Any(node => node is InvocationExpressionSyntax or LockStatementSyntax));

    // Of a primary constructor, the initializers of its type.
    private static IEnumerable<SyntaxNode> Runs(SyntaxNode declaration) => declaration is TypeDeclarationSyntax primary
        ? primary.Members.Where(member => member is FieldDeclarationSyntax or PropertyDeclarationSyntax).SelectMany(member => member.DescendantNodes().OfType<EqualsValueClauseSyntax>()).SelectMany(value => value.DescendantNodes())
        : declaration.DescendantNodes();

    // It leaves more to others than it does itself: it takes and does not release, or the other way round.
    private bool LocksItself(IMethodSymbol method) =>
        type.Bodies.Find(method) is { } own && type.Once(typeof(UnseenLocking), own, () => IsUnbalanced(own));

    // With the helpers that it calls: one may take what it releases.
    private bool IsUnbalanced(Body own)
    {
        var actions = type.CalleesOf([own]).SelectMany(body => body.Operations.Where(operation => LockShapes.StatementOf(operation) is null).Select(operation => LockOperation.Of(operation, body, type))).OfType<LockOperation>().ToList();
        return actions.Any(operation => operation.Action == LockAction.Release) != actions.Any(operation => operation.Action != LockAction.Release);
    }

    private static bool IsNamedSo(IMethodSymbol method) => s_lockWords.Any(word => method.Name.IndexOf(word, StringComparison.Ordinal) >= 0);

    private static bool IsOfSdk(IMethodSymbol method) => method.ContainingNamespace is { Name: "NotifierSdk", ContainingNamespace.IsGlobalNamespace: true };

    private static bool IsLockKind(INamedTypeSymbol? declaring) => s_lockKinds.Any(word => declaring?.Name.IndexOf(word, StringComparison.Ordinal) >= 0);

    private static bool IsScopeLike(ITypeSymbol? kind) => kind is not null && kind.GetMembers("Dispose").Concat(kind.AllInterfaces.SelectMany(each => each.GetMembers("Dispose"))).Any();

    private bool SeesLock(INamedTypeSymbol declaring)
    {
        for (INamedTypeSymbol? at = declaring; at is not null; at = at.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(at.OriginalDefinition, path.Members[0].ContainingType?.OriginalDefinition))
                return true;
        }

        return false;
    }
}

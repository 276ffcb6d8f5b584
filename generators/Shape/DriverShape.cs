using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape;

/// <summary>An annotated type, understood as far as it can be: what is wrong with it is in <see cref="Problems"/>, and its place here is null or left out.</summary>
/// <remarks>It holds symbols, and lives only as long as the look at one compilation.</remarks>
internal sealed class DriverShape(INamedTypeSymbol type)
{
    public INamedTypeSymbol Type { get; } = type;

    /// <summary>[Invalidate] of this type; null if it has none or several.</summary>
    public CallbackShape? Invalidate { get; set; }

    /// <summary>[InvalidateStart] and [InvalidateFinish] of this type.</summary>
    public CallbackShape? Start { get; set; }

    public CallbackShape? Finish { get; set; }

    /// <summary>The driver lock, of this type or inherited.</summary>
    public LockShape? Lock { get; set; }

    /// <summary>Every [Fault] of this type, in the order of the source.</summary>
    public List<FaultShape> Faults { get; } = [];

    /// <summary>Whether the author overrides WaitForCommits, or a base type does so for good.</summary>
    public bool HasOwnWaitForCommits { get; set; }

    /// <summary>Whether a base type may have commits of its own to wait for.</summary>
    public bool HasInheritedWaitForCommits { get; set; }

    public List<ShapeProblem> Problems { get; } = [];

    /// <summary>Whether something could not be read that the compiler itself complains about.</summary>
    public bool IsIncomplete { get; set; }

    /// <summary>Whether anything keeps the generator from writing the driver.</summary>
    public bool HasErrors => IsIncomplete || Problems.Exists(static problem => problem.Rule.IsError);
}

/// <summary>How the annotated half of a callback wants to be called.</summary>
/// <param name="Method">The author's method.</param>
/// <param name="Arguments">One for each parameter.</param>
/// <param name="Result">What it returns.</param>
internal sealed record CallbackShape(IMethodSymbol Method, IReadOnlyList<CallbackArgument> Arguments, CallbackResult Result)
{
    public CallForm Form { get; init; }

    /// <summary>Whether changes of the driver's own are accepted without touching anything.</summary>
    public bool IgnoresOwn { get; init; }

    /// <summary>Names of the events that are accepted without touching anything.</summary>
    public IReadOnlyList<string> IgnoredEvents { get; init; } = [];
}

internal enum CallbackArgument
{
    /// <summary>The invalidation by value.</summary>
    Invalidation,

    /// <summary>The invalidation as an in parameter.</summary>
    InInvalidation,

    /// <summary>The part of the invalidation's range that lies inside the notifier's.</summary>
    Range,

    /// <summary>Out of a start, or into a finish.</summary>
    FinishState,
}

internal enum CallbackResult
{
    Nothing,

    /// <summary>False: it would block.</summary>
    Accepted,

    /// <summary>A start that returns its state.</summary>
    FinishState,
}

internal enum LockKind
{
    DriverLock,
    Lock,
    Monitor,
    Semaphore,
    ReaderWriter,

    /// <summary>A class that enters, tries and exits by members of these names.</summary>
    Pattern,
}

/// <param name="Member">The field or property that carries [DriverLock].</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsCommitShared">Whether commits hold only the read lock.</param>
internal sealed record LockShape(ISymbol Member, LockKind Kind, bool IsCommitShared)
{
    public ITypeSymbol Type => Member is IFieldSymbol marked ? marked.Type : ((IPropertySymbol)Member).Type;
}

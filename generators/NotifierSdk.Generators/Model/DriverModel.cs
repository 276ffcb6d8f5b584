using NotifierSdk.Shape;

namespace NotifierSdk.Generators.Model;

/// <summary>Everything that the emitted text of one driver depends on, as plain values.</summary>
/// <param name="HintName">The file's name, of this type alone.</param>
/// <param name="ExternAliases">The extern aliases that the text uses.</param>
/// <param name="Namespace">Where the type is; empty for the global namespace.</param>
/// <param name="TypeHeaders">The type and what contains it, outermost first, as they are declared again.</param>
/// <param name="UnsafeTypeHeaders">The same for members that name pointers: nothing can be awaited in an unsafe context, so the others stay out of it.</param>
/// <param name="Lock">The driver lock.</param>
/// <param name="Callback">The callback to write; null if the type has none.</param>
/// <param name="WaitForCommits">How to wait for commits.</param>
/// <param name="Faults">The faults to write.</param>
/// <param name="Failure">Why the driver cannot be written: each fault throws it, and nothing else is written. Null for a driver in good shape.</param>
internal sealed record DriverModel(
    string HintName,
    EquatableArray<string> ExternAliases,
    string Namespace,
    EquatableArray<string> TypeHeaders,
    EquatableArray<string> UnsafeTypeHeaders,
    LockModel? Lock,
    CallbackModel? Callback,
    WaitForCommitsForm WaitForCommits,
    EquatableArray<FaultModel> Faults,
    string? Failure);

/// <param name="Name">The member that is marked.</param>
/// <param name="Path">How to reach it from the driver.</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsCommitShared">Whether commits take only the read lock.</param>
/// <param name="Enter">What takes a lock by pattern.</param>
internal sealed record LockModel(string Name, string Path, LockKind Kind, bool IsCommitShared, string Enter);

internal enum WaitForCommitsForm
{
    /// <summary>The author overrides it.</summary>
    ByAuthor,

    Override,

    /// <summary>A base type may have its own commits.</summary>
    OverrideAndCallBase,
}

/// <param name="Drop">The call of [Invalidate] or [InvalidateStart].</param>
/// <param name="Result">What that call returns.</param>
/// <param name="Finish">The call of [InvalidateFinish]; null for a callback in one pass.</param>
/// <param name="HandsStateOut">Whether a start assigns its finish state through an out parameter.</param>
/// <param name="Owner">How to name the notifier's owner.</param>
/// <param name="SetSeq">How to name the method that saves the sequence.</param>
/// <param name="IgnoresOwn">Whether the driver's own changes are accepted untouched.</param>
/// <param name="IgnoredEvents">The events that are accepted untouched.</param>
internal sealed record CallbackModel(
    string Drop,
    CallbackResult Result,
    string? Finish,
    bool HandsStateOut,
    string Owner,
    string SetSeq,
    bool IgnoresOwn,
    EquatableArray<string> IgnoredEvents);

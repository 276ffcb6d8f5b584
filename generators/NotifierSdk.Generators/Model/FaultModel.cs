using NotifierSdk.Shape;

namespace NotifierSdk.Generators.Model;

/// <summary>One [Fault] method.</summary>
/// <param name="Modifiers">As the author wrote them, without partial.</param>
/// <param name="Signature">Return type, name, parameters and constraints.</param>
/// <param name="Flavour">How the outcome is told.</param>
/// <param name="IsAsynchronous">Whether it awaits.</param>
/// <param name="Outs">Parameters that must be assigned whatever happens.</param>
/// <param name="Range">The range, an expression.</param>
/// <param name="Cancellation">The cancellation token, an expression.</param>
/// <param name="MaxAttempts">How many attempts.</param>
/// <param name="ExclusiveAfter">How many attempts may collide before Collect is called under the lock; -1 for ever.</param>
/// <param name="TimeoutMilliseconds">How long; -1 for ever.</param>
/// <param name="Locals">The names of its locals.</param>
/// <param name="CollectForm">How it collects.</param>
/// <param name="Collect">The call that collects; empty if there is none.</param>
/// <param name="CollectInto">The same into a variable that is declared before; empty if nothing asks for it.</param>
/// <param name="CollectedType">What is collected, where a variable is declared for it.</param>
/// <param name="HasReason">Whether Collect says why there is nothing.</param>
/// <param name="Commit">The call that commits.</param>
/// <param name="IsCommitAsynchronous">Whether the commit is awaited, under the lock.</param>
/// <param name="Discard">The call that discards; empty if there is none.</param>
/// <param name="ReadRetry">The name of the check, qualified if something hides it.</param>
/// <param name="Lock">How to reach the driver lock, likewise.</param>
/// <param name="HasPointers">Whether it names a type that only unsafe code may name.</param>
internal sealed record FaultModel(
    string Modifiers,
    string Signature,
    FaultFlavour Flavour,
    bool IsAsynchronous,
    EquatableArray<string> Outs,
    string Range,
    string Cancellation,
    int MaxAttempts,
    int ExclusiveAfter,
    int TimeoutMilliseconds,
    LocalNames Locals,
    CollectForm CollectForm,
    string Collect,
    string CollectInto,
    string CollectedType,
    bool HasReason,
    string Commit,
    bool IsCommitAsynchronous,
    string Discard,
    string ReadRetry,
    string Lock,
    bool HasPointers);

/// <summary>Names that collide with nothing that the fault's text mentions.</summary>
internal sealed record LocalNames(string Attempts, string Section, string Collected, string IsCommitted, string Result, string Reason, string IsCollected);

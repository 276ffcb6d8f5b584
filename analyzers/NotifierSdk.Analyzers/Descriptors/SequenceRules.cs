using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Descriptors;

/// <summary>2xxx: the sequence protocol of read sections and callbacks.</summary>
internal static class SequenceRules
{
    public static readonly DiagnosticDescriptor AcceptWithoutSetSeq = Rule.Create(
        "NSDK2001",
        "A callback saves the sequence of what it accepts",
        "{0} accepts on {1} without SetSeq: a fault that is under way there commits what has just been dropped{2}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor SetSeqWithoutLock = Rule.Create(
        "NSDK2002",
        "SetSeq is called under the driver lock",
        "SetSeq is reached without {0}: a commit that has just checked its token does not see that it collided{1}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor SetSeqOfAnother = Rule.Create(
        "NSDK2003",
        "SetSeq is given the sequence of the invalidation at hand",
        "SetSeq is given {0} instead of the sequence of this invalidation, so faults in progress may not collide{1}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ReadRetryWithoutLock = Rule.Create(
        "NSDK2004",
        "ReadRetry is called under the lock that the callback takes",
        "ReadRetry is reached without '{0}'{1}, which the callback holds: the shadow can be invalidated between the check and the commit{2}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor DroppedResult = Rule.Create(
        "NSDK2005",
        "What ReadBegin, ReadRetry, and a fault return is used",
        "What {0} returns is dropped, so nothing is checked; {2}{1}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor DroppedStatus = Rule.Create(
        "NSDK2005",
        "What ReadBegin, ReadRetry, and a fault return is used",
        "What '{0}' reports is dropped: it may have collided or timed out, and then nothing was committed; {1}, or assign it to _ where that makes no difference",
        Rule.SequenceCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor UnvalidatedWrite = Rule.Create(
        "NSDK2006",
        "The shadow is filled after ReadRetry said that nothing collided",
        "'{0}' is filled {1}{2}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor TokenPerChunk = Rule.Create(
        "NSDK2007",
        "One snapshot has one token",
        "Each turn of the loop begins a new read section, so the ReadRetry on {1} checks the last turn's '{0}' only",
        Rule.SequenceCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor CollectedBeforeBegin = Rule.Create(
        "NSDK2007",
        "One snapshot has one token",
        "What '{0}' returned on {1} was collected before this ReadBegin: the token is younger than it, and does not collide where it is stale",
        Rule.SequenceCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor StaleRetry = Rule.Create(
        "NSDK2008",
        "A collision is retried with a new token",
        "After a collision the same token is checked again, and collides for ever; the way back must lead to a new ReadBegin{0}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor TokenOfAnother = Rule.Create(
        "NSDK2009",
        "A token is checked by the notifier that gave it",
        "The token was given by '{1}' on {2} and is checked by '{0}'",
        Rule.SequenceCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor HintAsProof = Rule.Create(
        "NSDK2010",
        "CheckRetry is no proof before a commit",
        "CheckRetry is a hint: that it returns false proves nothing; under the lock ReadRetry does{0}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor UnvalidatedStore = Rule.Create(
        "NSDK2011",
        "What was collected is published after ReadRetry has checked it",
        "'{0}' is set to what was collected before any ReadRetry has checked that: whoever reads it may see what is stale{1}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor UnboundedRetry = Rule.Create(
        "NSDK2012",
        "A retry loop has a bound",
        "Nothing but success ends this retry loop: no count, no timeout, no cancellation{0}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor KeptToken = Rule.Create(
        "NSDK2013",
        "A token is not kept beyond its fault",
        "'{0}' keeps a {1} where every fault sees it: of two at once each checks the other's{2}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor CapturedToken = Rule.Create(
        "NSDK2013",
        "A token is not kept beyond its fault",
        "A {0} is captured by {1}: {2}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor OwnInvalidation = Rule.Create(
        "NSDK2014",
        "An invalidation of the driver's own does not collide with its own fault",
        "{0} inside a read section of the same notifier, whose callback does not ask for the Owner: the fault can collide with itself for ever{1}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor CollidedLoop = Rule.Create(
        "NSDK2015",
        "A caller does something before it faults again after a collision",
        "This loop calls '{0}' again at once for as long as it collides: no count, no pause and no cancellation ends it",
        Rule.SequenceCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor NotUndone = Rule.Create(
        "NSDK2016",
        "What collecting acquired is undone after a collision",
        "What '{0}' acquires is not undone when the fault collides; {1}{2}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor SequenceSavedTooLate = Rule.Create(
        "NSDK2017",
        "A callback saves the sequence in the hold of the lock in which it drops the range",
        "SetSeq comes in a later hold of '{0}' than what drops the range: a fault with an older token commits in between, and its entry stays; save the sequence first{1}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor MemoOfCollect = Rule.Create(
        "NSDK2018",
        "What Collect keeps for its next run is emptied by the callback",
        "'{0}' keeps what was collected for the next fault, and the callback does not empty it: what that fault commits may be older than its token{1}",
        Rule.SequenceCategory,
        DiagnosticSeverity.Info);
}

namespace NotifierSdk.Shape;

/// <summary>One of the rules on a driver's shape. An analyzer reports it, and generated code that had to give up throws the same text.</summary>
/// <param name="Id">NSDK and four digits.</param>
/// <param name="Title">The rule in a few words.</param>
/// <param name="MessageFormat">What the author reads; see each rule for its arguments.</param>
/// <param name="IsError">Whether the generator falls back; a mere warning lets it go on.</param>
internal sealed record ShapeRule(string Id, string Title, string MessageFormat, bool IsError = true)
{
    /// <summary>{0} the type, {1} what is in the way, with the remedy.</summary>
    public static readonly ShapeRule NotPartial = new("NSDK1001", "A driver type is partial", "'{0}' {1}");

    /// <summary>{0} the type, {1} the annotated member.</summary>
    public static readonly ShapeRule NotANotifier = new("NSDK1002", "A driver derives from IntervalNotifier",
        "'{1}' is annotated, but '{0}' does not derive from IntervalNotifier; add the base type, or nest a notifier in it");

    /// <summary>{0} the method, {1} what contradicts it, with the remedy.</summary>
    public static readonly ShapeRule CallbackCount = new("NSDK1003", "A driver has one invalidation callback",
        "'{0}' {1}");

    /// <summary>{0} the method, {1} what is not supported, with the remedy.</summary>
    public static readonly ShapeRule Signature = new("NSDK1004", "An annotated method has a supported signature", "'{0}' {1}");

    /// <summary>{0} the type or the lock, {1} what is wrong, with the remedy.</summary>
    public static readonly ShapeRule Lock = new("NSDK1005", "A driver has one driver lock", "'{0}' {1}");

    /// <summary>{0} the method, {1} what is missing, with the remedy.</summary>
    public static readonly ShapeRule EntryPoint = new("NSDK1006", "A [Fault] method is partial, without body, with an accessibility modifier",
        "[Fault] '{0}' {1}");

    /// <summary>{0} the [Fault] method, {1} what does not fit, with the remedy.</summary>
    public static readonly ShapeRule Step = new("NSDK1007", "A fault's steps name fitting methods", "[Fault] '{0}': {1}");

    /// <summary>{0} the type.</summary>
    public static readonly ShapeRule NeverInvalidated = new("NSDK1008", "A driver that faults is invalidated",
        "'{0}' fills a shadow that is never invalidated; mark the method that drops a range with [Invalidate]", IsError: false);

    /// <summary>{0} the annotated method, {1} the member in its way, {2} why, with the remedy.</summary>
    public static readonly ShapeRule OverriddenByHand = new("NSDK1009", "A driver has either an annotated callback or an override",
        "'{0}' is annotated, but '{1}' {2}");

    /// <summary>{0} the [Fault] method, {1} the commit, {2} the lock.</summary>
    public static readonly ShapeRule AsynchronousCommit = new("NSDK1010", "An asynchronous commit needs a lock that can be held across await",
        "[Fault] '{0}': '{1}' is asynchronous, and '{2}' cannot be held across an await; make the driver lock a SemaphoreSlim(1, 1), or the commit synchronous");

    /// <summary>{0} the type.</summary>
    public static readonly ShapeRule NoCallback = new("NSDK1011", "A notifier has a callback",
        "'{0}' derives from IntervalNotifier and has no callback; mark a method with [Invalidate], or override OnInvalidate");

    /// <summary>{0} the type, {1} its base type, {2} the lock of that.</summary>
    public static readonly ShapeRule UnreachableLock = new("NSDK1013", "A derived driver can reach the driver lock of its base type",
        "'{0}' derives from '{1}' of another assembly, whose driver lock '{2}' it cannot reach, and faults and callbacks under two locks exclude nothing; make '{2}' protected there");

    /// <summary>All of them, in the order of their numbers.</summary>
    public static IReadOnlyList<ShapeRule> All { get; } =
    [
        NotPartial, NotANotifier, CallbackCount, Signature, Lock, EntryPoint, Step, NeverInvalidated, OverriddenByHand, AsynchronousCommit, NoCallback, UnreachableLock,
    ];
}

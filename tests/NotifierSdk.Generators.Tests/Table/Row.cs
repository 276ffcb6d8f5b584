using NotifierSdk.Shape;

namespace NotifierSdk.Generators.Tests.Table;

/// <summary>How a row collects: the generator's forms, and the one that is awaited.</summary>
public enum RowCollect
{
    None,
    Value,
    Try,
    Awaited,
}

/// <summary>The locks, and the one that commits share.</summary>
public enum RowLock
{
    DriverLock,
    Lock,
    Monitor,
    Semaphore,
    ReaderWriter,
    ReaderWriterShared,
    Pattern,
}

/// <summary>One combination: a driver is written, compiled and run for each.</summary>
/// <remarks>Public so that xunit shows its name; the generator's own enums are internal, and come as texts.</remarks>
public sealed record Row(string Wrapper, string Flavour, RowLock Lock, RowCollect Collect, bool IsCommitAwaited)
{
    public static IReadOnlyList<Row> All { get; } = [.. Enumerate()];

    public bool IsAsynchronous => Wrapper != nameof(FaultWrapper.None);

    public bool Collects => Collect != RowCollect.None;

    public string TypeName => $"{Wrapper}{Flavour}_{Lock}_{Collect}{(IsCommitAwaited ? "_AwaitedCommit" : "")}";

    public override string ToString() => TypeName;

    // Everything that the enums allow, without what C# or a rule forbids.
    private static IEnumerable<Row> Enumerate() =>
        from wrapper in Enum.GetNames<FaultWrapper>()
        from flavour in Enum.GetNames<FaultFlavour>()
        from @lock in Enum.GetValues<RowLock>()
        from collect in Enum.GetValues<RowCollect>()
        from isCommitAwaited in new[] { false, true }
        where collect != RowCollect.Awaited || wrapper != nameof(FaultWrapper.None)
        where !isCommitAwaited || (wrapper != nameof(FaultWrapper.None) && @lock == RowLock.Semaphore) // rule 1010
        select new Row(wrapper, flavour, @lock, collect, isCommitAwaited);
}

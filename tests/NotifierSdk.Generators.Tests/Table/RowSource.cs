using NotifierSdk.Shape;

namespace NotifierSdk.Generators.Tests.Table;

/// <summary>Writes the driver of a row as its author would.</summary>
internal static class RowSource
{
    public static string Of(Row row) => $$"""
        internal sealed partial class {{row.TypeName}}(Probe probe) : IntervalNotifier
        {
            [DriverLock{{(row.Lock == RowLock.ReaderWriterShared ? "(SharedCommit = true)" : "")}}] private readonly {{LockType(row)}};

            private bool IsHeld => {{IsHeld(row)}};

            [Invalidate]
            private void Drop(AddressRange range) => probe.At("drop", IsHeld);

            [Fault({{Steps(row)}}, MaxAttempts = 2)]
            public partial {{ReturnType(row)}} Fault(AddressRange range, CancellationToken cancellationToken);

            [Fault({{Steps(row)}}, TimeoutMilliseconds = 1)]
            public partial {{ReturnType(row)}} FaultSoon(AddressRange range, CancellationToken cancellationToken);

        {{CollectMethod(row)}}
        {{CommitMethod(row)}}
        {{DiscardMethod(row)}}
        }

        """;

    private static string LockType(Row row) => row.Lock switch
    {
        RowLock.DriverLock => "DriverLock _lock = new()",
        RowLock.Lock => "Lock _lock = new()",
        RowLock.Monitor => "object _lock = new()",
        RowLock.Semaphore => "SemaphoreSlim _lock = new(1, 1)",
        RowLock.ReaderWriter or RowLock.ReaderWriterShared => "ReaderWriterLockSlim _lock = new()",
        RowLock.Pattern => "PatternLock _lock = new()",
        _ => throw new ArgumentOutOfRangeException(nameof(row), row.Lock, "This lock is not in the table."),
    };

    private static string IsHeld(Row row) => row.Lock switch
    {
        RowLock.DriverLock or RowLock.Lock => "_lock.IsHeldByCurrentThread",
        RowLock.Monitor => "Monitor.IsEntered(_lock)",
        RowLock.Semaphore => "_lock.CurrentCount == 0",
        RowLock.Pattern => "_lock.IsHeld",
        _ => "_lock.IsWriteLockHeld || _lock.IsReadLockHeld",
    };

    private static string Steps(Row row) =>
        (row.Collects ? "Collect = nameof(Collect), Discard = nameof(Undo), " : "") + "Commit = nameof(Commit)";

    private static string ReturnType(Row row)
    {
        var result = row.Flavour switch
        {
            nameof(FaultFlavour.Status) => "FaultStatus",
            nameof(FaultFlavour.Outcome) => "FaultOutcome",
            nameof(FaultFlavour.Success) => "bool",
            nameof(FaultFlavour.Result) => "int",
            nameof(FaultFlavour.Nothing) => "",
            _ => throw new ArgumentOutOfRangeException(nameof(row), row.Flavour, "This flavour is not in the table."),
        };
        return row.Wrapper switch
        {
            nameof(FaultWrapper.None) => result.Length > 0 ? result : "void",
            nameof(FaultWrapper.Task) or nameof(FaultWrapper.ValueTask) => result.Length > 0 ? $"{row.Wrapper}<{result}>" : row.Wrapper,
            _ => throw new ArgumentOutOfRangeException(nameof(row), row.Wrapper, "This wrapper is not in the table."),
        };
    }

    private static string CollectMethod(Row row) => row.Collect switch
    {
        RowCollect.None => "",
        RowCollect.Value => """
                private int Collect(AddressRange range, ReadSection section)
                {
                    probe.At($"collect {section.Attempt}", IsHeld);
                    return section.Attempt;
                }
            """,
        RowCollect.Try => """
                private bool Collect(ReadSection section, AddressRange range, out int pages)
                {
                    probe.At($"collect {section.Attempt}", IsHeld);
                    pages = section.Attempt;
                    return probe.IsAvailable;
                }
            """,
        RowCollect.Awaited => $$"""
                private async {{row.Wrapper}}<int> Collect(ReadSection section, CancellationToken cancellationToken)
                {
                    if (probe.IsSlow)
                        await Task.Yield();
                    probe.At($"collect {section.Attempt}", IsHeld);
                    return section.Attempt;
                }
            """,
        _ => throw new ArgumentOutOfRangeException(nameof(row), row.Collect, "This form is not in the table."),
    };

    private static string CommitMethod(Row row)
    {
        var hasResult = row.Flavour == nameof(FaultFlavour.Result);
        var pages = row.Collects ? "pages" : "section.Attempt"; // either way the number of the attempt
        var result = hasResult ? $"return 100 + {pages};" : "";
        var parameters = row.Collects ? "int pages, AddressRange range" : "AddressRange range, ReadSection section";
        return row.IsCommitAwaited
            ? $$"""
                private async {{row.Wrapper}}{{(hasResult ? "<int>" : "")}} Commit({{parameters}})
                {
                    if (probe.IsSlow)
                        await Task.Yield();
                    probe.At($"commit {{{pages}}}", IsHeld);
                    {{result}}
                }
            """
            : $$"""
                private {{(hasResult ? "int" : "void")}} Commit({{parameters}})
                {
                    probe.At($"commit {{{pages}}}", IsHeld);
                    {{result}}
                }
            """;
    }

    private static string DiscardMethod(Row row) => !row.Collects ? "" : row.IsCommitAwaited
        ? $$"""
                private async {{row.Wrapper}} Undo(int pages)
                {
                    if (probe.IsSlow)
                        await Task.Yield();
                    probe.At($"undo {pages}", IsHeld);
                }
            """
        : """
                private void Undo(int pages) => probe.At($"undo {pages}", IsHeld);
            """;
}

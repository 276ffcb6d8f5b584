using NotifierSdk.Generators.Model;
using NotifierSdk.Shape;

namespace NotifierSdk.Generators.Emission;

/// <summary>How each kind of driver lock is taken and given back.</summary>
/// <remarks>A DriverLock knows of explorers of interleavings by itself; the others go through the runtime.</remarks>
internal static class LockText
{
    public static string Enter(LockModel @lock) => Call(@lock, "Enter");

    public static string TryEnter(LockModel @lock) => Call(@lock, "TryEnter");

    public static string Exit(LockModel @lock) => Call(@lock, "Exit");

    /// <summary>Opens the block in which a commit holds the lock.</summary>
    public static IDisposable OpenCommit(IndentedWriter writer, LockModel @lock, FaultModel fault)
    {
        @lock = @lock with { Path = fault.Lock };
        if (@lock.Kind == LockKind.DriverLock)
            return writer.Open($"using ({@lock.Path}.EnterScope())");

        var enter = fault.IsAsynchronous && @lock.Kind == LockKind.Semaphore
            ? $"await {RuntimeNames.ForeignLock}.EnterAsync({@lock.Path}, {fault.Cancellation}).ConfigureAwait(false)"
            : Call(@lock, @lock.IsCommitShared ? "EnterShared" : "Enter");
        writer.Line($"{enter};");
        return new TryBlock(writer, writer.Open("try"), Call(@lock, @lock.IsCommitShared ? "ExitShared" : "Exit"));
    }

    private static string Call(LockModel @lock, string operation) => @lock.Kind switch
    {
        LockKind.DriverLock => $"{@lock.Path}.{operation}()",
        LockKind.Pattern => $"{RuntimeNames.ForeignLock}.{operation.Replace("Shared", "")}({@lock.Path}, static gate => gate.{(operation == "Enter" ? @lock.Enter : operation)}())",
        _ => $"{RuntimeNames.ForeignLock}.{operation}({@lock.Path})",
    };

    private sealed class TryBlock(IndentedWriter writer, IndentedWriter.Block block, string exit) : IDisposable
    {
        public void Dispose()
        {
            block.Dispose();
            using (writer.Open("finally"))
                writer.Line($"{exit};");
        }
    }
}

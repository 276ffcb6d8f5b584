using NotifierSdk.Generators.Model;
using NotifierSdk.Shape;

namespace NotifierSdk.Generators.Emission;

/// <summary>Writes the attempt that collects under the driver lock.</summary>
internal static class ExclusiveEmitter
{
    public static void Emit(IndentedWriter writer, FaultModel fault, LockModel @lock)
    {
        writer.Comment(
            "Enough attempts have collided: collect under the driver lock, so that no callback comes between collecting and the commit. Whoever",
            "changes the mapping waits for us meanwhile, so Collect must not wait for him.");
        if (fault.CollectedType.Length == 0)
        {
            EmitLocked(writer, fault, @lock);
            return;
        }

        writer.Line($"{fault.CollectedType} {fault.Locals.Collected} = default!;");
        writer.Line($"var {fault.Locals.IsCollected} = false;");
        writer.Line($"var {fault.Locals.IsCommitted} = false;");
        using (writer.Open("try"))
            EmitLocked(writer, fault, @lock);
        using (writer.Open("finally"))
        {
            writer.Comment("Collected and not committed, after an exception or a cancellation: undo it. The lock is free again.");
            writer.Line($"if ({fault.Locals.IsCollected} && !{fault.Locals.IsCommitted})");
            writer.Nested($"{fault.Discard};");
        }
    }

    private static void EmitLocked(IndentedWriter writer, FaultModel fault, LockModel @lock)
    {
        using (LockText.OpenCommit(writer, @lock, fault))
        {
            writer.Comment("Read retry before collecting: what was accepted until the lock was ours collides, and nothing is accepted from here on.");
            writer.Line($"if ({fault.ReadRetry}({fault.Locals.Section}.Token)) continue;");
            writer.Line();
            EmitCollect(writer, fault);
            writer.Line();
            FaultEmitter.EmitCommitted(writer, fault);
        }
    }

    private static void EmitCollect(IndentedWriter writer, FaultModel fault)
    {
        var isDeclared = fault.CollectedType.Length > 0;
        var collect = isDeclared ? fault.CollectInto : fault.Collect;
        if (fault.CollectForm == CollectForm.Try)
        {
            writer.Line($"if (!{collect})");
            writer.Nested(FaultEmitter.Unavailable(fault));
        }
        else
        {
            writer.Line($"{(isDeclared ? "" : "var ")}{fault.Locals.Collected} = {collect};");
        }

        if (isDeclared)
            writer.Line($"{fault.Locals.IsCollected} = true;");
    }
}

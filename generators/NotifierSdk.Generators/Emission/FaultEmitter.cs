using NotifierSdk.Generators.Model;
using NotifierSdk.Shape;

namespace NotifierSdk.Generators.Emission;

/// <summary>Writes a fault: begin, collect, lock, retry, commit (protocol, section 2).</summary>
internal static class FaultEmitter
{
    public static string Header(FaultModel fault, bool isAsynchronous)
    {
        var modifiers = fault.Modifiers.Length > 0 ? fault.Modifiers + " " : "";
        return $"{modifiers}{(isAsynchronous ? "async " : "")}partial {fault.Signature}";
    }

    public static void Emit(IndentedWriter writer, FaultModel fault, LockModel @lock)
    {
        using (writer.Open(Header(fault, fault.IsAsynchronous)))
        {
            foreach (var parameter in fault.Outs)
                writer.Line($"{parameter} = default!;");
            writer.Line($"var {fault.Locals.Attempts} = new {RuntimeNames.FaultAttempts}(this, {fault.Range}, {fault.MaxAttempts}, {fault.TimeoutMilliseconds}, {fault.Cancellation});");
            writer.Line();
            EmitAttempts(writer, fault, @lock);
            writer.Line();
            writer.Comment("No further attempt: the notifier is removed, its space released, the time is up, or every attempt has collided.");
            writer.Line(fault.Flavour switch
            {
                FaultFlavour.Outcome => $"return {fault.Locals.Attempts}.Outcome();",
                FaultFlavour.Status or FaultFlavour.Success => Outcome(fault, $"{fault.Locals.Attempts}.Status"),
                _ => $"throw {fault.Locals.Attempts}.Failure();",
            });
        }
    }

    private static void EmitAttempts(IndentedWriter writer, FaultModel fault, LockModel @lock)
    {
        writer.Comment(
            "1. Read begin: wait while an invalidation that hit this notifier runs, then take the token of one snapshot. Every attempt takes a",
            "   new one: what an old token says about the mapping ended with the collision.");
        using (writer.Open($"while ({Begin(fault)})"))
        {
            if (fault.ExclusiveAfter < 0)
            {
                EmitAttempt(writer, fault, @lock);
                return;
            }

            using (writer.Open($"if ({fault.Locals.Section}.Attempt > {fault.ExclusiveAfter})"))
                ExclusiveEmitter.Emit(writer, fault, @lock);
            using (writer.Open("else"))
                EmitAttempt(writer, fault, @lock);
        }
    }

    private static void EmitAttempt(IndentedWriter writer, FaultModel fault, LockModel @lock)
    {
        EmitCollect(writer, fault);
        if (fault.Discard.Length == 0)
        {
            EmitCommit(writer, fault, @lock);
            return;
        }

        writer.Line($"var {fault.Locals.IsCommitted} = false;");
        using (writer.Open("try"))
            EmitCommit(writer, fault, @lock);
        using (writer.Open("finally"))
        {
            writer.Comment("Collected and not committed, after a collision, an exception or a cancellation: undo it. The lock is free again.");
            writer.Line($"if (!{fault.Locals.IsCommitted})");
            writer.Nested($"{fault.Discard};");
        }
    }

    private static string Begin(FaultModel fault)
    {
        var (attempts, section) = (fault.Locals.Attempts, fault.Locals.Section);
        return fault.IsAsynchronous
            ? $"{attempts}.TryBegin(await {attempts}.ReadBeginAsync().ConfigureAwait(false), out var {section})"
            : $"{attempts}.TryBegin(out var {section})";
    }

    private static void EmitCollect(IndentedWriter writer, FaultModel fault)
    {
        if (fault.CollectForm == CollectForm.None)
        {
            writer.Comment("2. Nothing is collected: the commit depends on the mapping only through the check below.");
            writer.Line();
            return;
        }

        writer.Comment("2. Collect: read the primary mapping. No lock is held, so this may sleep or take long, and the mapping may change meanwhile.");
        if (fault.CollectForm == CollectForm.Try)
        {
            writer.Line($"if (!{fault.Collect})");
            writer.Nested(Unavailable(fault));
        }
        else
        {
            writer.Line($"var {fault.Locals.Collected} = {fault.Collect};");
        }

        writer.Line();
    }

    private static void EmitCommit(IndentedWriter writer, FaultModel fault, LockModel @lock)
    {
        writer.Comment("3. Take the driver lock, the one that the callback takes: no invalidation is accepted while it is held.");
        using (LockText.OpenCommit(writer, @lock, fault))
        {
            writer.Comment(
                "4. Read retry: if an invalidation was accepted since step 1, what was collected may be of the mapping as it was before. Let go of",
                "   the lock, and begin again. Without this line the commit would bring back what the invalidation has just dropped.");
            writer.Line($"if ({fault.ReadRetry}({fault.Locals.Section}.Token)) continue;");
            writer.Line();
            writer.Comment("5. Commit, under the same hold of the lock: nothing came between the check and this.");
            EmitCommitted(writer, fault);
        }
    }

    /// <summary>The commit, and what the fault returns then.</summary>
    public static void EmitCommitted(IndentedWriter writer, FaultModel fault)
    {
        var returnsResult = fault.Flavour == FaultFlavour.Result;
        writer.Line(returnsResult ? $"var {fault.Locals.Result} = {fault.Commit};" : $"{fault.Commit};");
        if (fault.Discard.Length > 0)
            writer.Line($"{fault.Locals.IsCommitted} = true;");
        writer.Line(returnsResult ? $"return {fault.Locals.Result};" : Outcome(fault, $"{RuntimeNames.FaultStatus}.Completed"));
    }

    /// <summary>How the fault tells that there was nothing to collect.</summary>
    public static string Unavailable(FaultModel fault)
    {
        const string Status = $"{RuntimeNames.FaultStatus}.Unavailable";
        return !fault.HasReason ? Outcome(fault, Status)
            : fault.Flavour == FaultFlavour.Outcome ? $"return new {RuntimeNames.FaultOutcome}({Status}, {fault.Locals.Reason});"
            : $"throw new {RuntimeNames.FaultException}({Status}, {fault.Locals.Reason});";
    }

    // How each flavour tells a status.
    private static string Outcome(FaultModel fault, string status)
    {
        var isCompleted = status == $"{RuntimeNames.FaultStatus}.Completed";
        return fault.Flavour switch
        {
            FaultFlavour.Status or FaultFlavour.Outcome => $"return {status};",
            FaultFlavour.Success => isCompleted ? "return true;" : "return false;",
            _ => isCompleted ? "return;" : $"throw new {RuntimeNames.FaultException}({status});",
        };
    }
}

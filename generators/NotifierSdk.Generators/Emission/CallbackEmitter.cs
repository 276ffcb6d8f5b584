using NotifierSdk.Generators.Model;
using NotifierSdk.Shape;

namespace NotifierSdk.Generators.Emission;

/// <summary>Writes the callback: lock, sequence, drop (protocol, section 2), and the wait for commits.</summary>
internal static class CallbackEmitter
{
    public static void Emit(IndentedWriter writer, CallbackModel callback, LockModel @lock)
    {
        DriverEmitter.Mark(writer);
        var isSplit = callback.Finish is not null;
        var header = isSplit
            ? $"protected override bool OnInvalidateStart(in {RuntimeNames.Invalidation} invalidation, out {RuntimeNames.FinishState} finish)"
            : $"protected override bool OnInvalidate(in {RuntimeNames.Invalidation} invalidation)";
        using (writer.Open(header))
        {
            if (isSplit)
            {
                writer.Line("finish = default;");
                writer.Line();
            }

            EmitFilters(writer, callback, "return true;", $"return {RuntimeNames.CallbackFilter}.Ignore(in invalidation);");
            EmitEnter(writer, @lock);
            using (writer.Open("try"))
                EmitDrop(writer, callback);
            using (writer.Open("finally"))
                writer.Line($"{LockText.Exit(@lock)};");
        }

        if (isSplit)
            EmitFinish(writer, callback);
    }

    public static void EmitWaitForCommits(IndentedWriter writer, LockModel @lock, WaitForCommitsForm form)
    {
        DriverEmitter.Mark(writer);
        using (writer.Open("protected override void WaitForCommits()"))
        {
            if (form == WaitForCommitsForm.OverrideAndCallBase)
            {
                writer.Line("base.WaitForCommits();");
                writer.Line();
            }

            writer.Comment(
                "A commit holds the lock from its check on. Once the lock was ours, every commit whose check came before the removal is done,",
                "and every later check finds the notifier removed.");
            writer.Line($"{LockText.Enter(@lock)};");
            writer.Line($"{LockText.Exit(@lock)};");
        }
    }

    // Both halves of a split callback ignore the same: a finish follows every start that was accepted.
    private static void EmitFilters(IndentedWriter writer, CallbackModel callback, string acceptOwn, string acceptEvent)
    {
        if (callback.IgnoresOwn)
        {
            writer.Comment(
                "The driver's own change: it knows what it does to its shadow. Saving the sequence would make its own faults collide with it,",
                "perhaps for ever.");
            writer.Line($"if (invalidation.Owner is {{ }} owner && global::System.Object.ReferenceEquals(owner, {callback.Owner}))");
            writer.Nested(acceptOwn);
            writer.Line();
        }

        if (callback.IgnoredEvents.Count > 0)
        {
            writer.Comment("What the shadow does not depend on.");
            writer.Line($"if (invalidation.Event is {string.Join(" or ", callback.IgnoredEvents.Select(static name => $"{RuntimeNames.InvalidationEvent}.{name}"))})");
            writer.Nested(acceptEvent);
            writer.Line();
        }
    }

    private static void EmitEnter(IndentedWriter writer, LockModel @lock)
    {
        writer.Comment(
            "1. Take the lock that commits take, so that none is half done while the range is dropped. If whoever changes the mapping cannot",
            "   wait, neither can we: a lock that is held means \"would block\", and nothing was touched.");
        writer.Line("if (invalidation.IsBlockable)");
        writer.Nested($"{LockText.Enter(@lock)};");
        writer.Line($"else if (!{LockText.TryEnter(@lock)})");
        writer.Nested("return false;");
    }

    private static void EmitDrop(IndentedWriter writer, CallbackModel callback)
    {
        writer.Comment(
            "2. Save the sequence before anything is dropped: from here on every open read section collides, also those that already",
            "   collected from the range and wait for the lock.");
        writer.Line($"{callback.SetSeq}(invalidation.Sequence);");
        writer.Line();
        if (callback.Finish is null)
            writer.Comment("3. Drop what the shadow holds of the range.");
        else
            writer.Comment("3. Begin to drop what the shadow holds of the range; the finish half waits for it, when every other notifier has begun, too.");

        if (callback.Result == CallbackResult.Accepted)
        {
            writer.Line($"return {callback.Drop};");
            return;
        }

        writer.Line(callback.Result == CallbackResult.FinishState ? $"finish = {callback.Drop};" : $"{callback.Drop};");
        writer.Line("return true;");
    }

    private static void EmitFinish(IndentedWriter writer, CallbackModel callback)
    {
        writer.Line();
        DriverEmitter.Mark(writer);
        using (writer.Open($"protected override void OnInvalidateFinish(in {RuntimeNames.Invalidation} invalidation, {RuntimeNames.FinishState} finish)"))
        {
            EmitFilters(writer, callback, "return;", "return;");
            writer.Comment("4. When this returns, nothing of the range is left in the shadow. The sequence was saved by the start; no lock is held.");
            writer.Line($"{callback.Finish};");
        }
    }
}

using System.Globalization;
using System.Reflection;
using NotifierSdk.Testing.Scheduling;
using NotifierSdk.Seam;

namespace NotifierSdk.Testing.Reporting;

/// <summary>The runtime's steps in the words of a report.</summary>
internal static class Wording
{
    private const ulong PageSize = 4096;
    private const ulong SmallestForeignAddress = 64 * PageSize;

    internal static string? Of(Run run, ProtocolStep step, object subject, AddressRange range, ulong number, bool outcome) => step switch
    {
        ProtocolStep.Begin => $"begin {(InvalidationEvent)number} of {Text(range)}",
        ProtocolStep.Begun => "begin returns",
        ProtocolStep.Refused => "begin is refused",
        ProtocolStep.End => "end",
        ProtocolStep.CallbackStart => $"callback of {run.NameOf((IntervalNotifier)subject)}",
        ProtocolStep.CallbackEnd => outcome ? "callback returns" : "callback refuses",
        ProtocolStep.FinishStart when HasFinish(subject) => $"finish of {run.NameOf((IntervalNotifier)subject)}",
        ProtocolStep.SequenceSaved => string.Create(CultureInfo.InvariantCulture, $"SetSeq({number})"),
        ProtocolStep.ReadBegun => string.Create(CultureInfo.InvariantCulture, $"read begin: seq {number}"),
        ProtocolStep.Retried => $"read retry{(Run.HoldsDriverLock(Run.Running) ? "" : " (no lock)")}: {(outcome ? "collided" : "ok")}",
        ProtocolStep.RemoveBegin => "Remove",
        ProtocolStep.RemoveEnd => "Remove returns",
        ProtocolStep.Removed => "OnRemoved",
        _ => null,
    };

    // Every callback has a finish step; only a split one does something in it.
    private static bool HasFinish(object driver) =>
        driver.GetType().GetMethod("OnInvalidateFinish", BindingFlags.Instance | BindingFlags.NonPublic)?.DeclaringType != typeof(IntervalNotifier);

    private static string Text(AddressRange range)
    {
        if (range.IsAll)
            return "everything";
        if (range.Last >= SmallestForeignAddress || range.Start % PageSize != 0 || range.Last % PageSize != PageSize - 1)
            return range.ToString();
        var (first, last) = (range.Start / PageSize, range.Last / PageSize);
        return first == last ? $"page {first}" : $"pages {first} to {last}";
    }
}

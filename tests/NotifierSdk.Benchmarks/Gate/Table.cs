using System.Globalization;

namespace NotifierSdk.Benchmarks.Gate;

/// <summary>Prints results as they come, as a Markdown table.</summary>
internal sealed class Table(TextWriter output)
{
    private const int NameWidth = 62;

    internal void Begin()
    {
        output.WriteLine($"| {"operation".PadRight(NameWidth)} |       ns | against             |       ns |         ratio |  bytes | goal              |");
        output.WriteLine($"|{new string('-', NameWidth + 2)}|---------:|---------------------|---------:|--------------:|-------:|-------------------|");
    }

    internal void Add(Result result, IReadOnlyCollection<Goal> goals)
    {
        var verdicts = string.Join("; ", goals.Select(goal => InWords(goal, result)));
        output.WriteLine(
            $"| {result.Name.PadRight(NameWidth)} | {Number(result.Nanoseconds, "F1"),8} | {result.AgainstName ?? "",-19} | {Number(result.AgainstNanoseconds, "F1"),8} | {RatioOf(result),13} | {Number(result.Bytes, "F0"),6} | {verdicts,-17} |");
    }

    // What did not settle is told as its bounds.
    private static string RatioOf(Result result) => result.Ratio switch
    {
        null => "",
        { IsStable: true } ratio => Number(ratio.Median, "F2"),
        { } ratio => $"{Number(ratio.Lowest, "F2")} to {Number(ratio.Highest, "F2")}",
    };

    private static string InWords(Goal goal, Result result)
    {
        var limit = goal.Measure == "bytes" ? Number(goal.Limit, "F0") + " B" : "≤ " + Number(goal.Limit, "F2");
        var verdict = goal.Judge(result) switch { Verdict.Met => "met", Verdict.Missed => "missed", _ => "too busy to tell" };
        return $"{limit} {verdict}{(goal.IsClaimed ? "" : ", not claimed")}";
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}

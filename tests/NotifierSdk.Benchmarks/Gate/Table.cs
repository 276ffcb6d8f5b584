using System.Globalization;

namespace NotifierSdk.Benchmarks.Gate;

/// <summary>Prints results as they come, as a Markdown table.</summary>
internal sealed class Table(TextWriter output)
{
    private const int NameWidth = 62;

    internal void Begin()
    {
        output.WriteLine($"| {"operation".PadRight(NameWidth)} |       ns | against             |       ns |  ratio |  bytes | goal              |");
        output.WriteLine($"|{new string('-', NameWidth + 2)}|---------:|---------------------|---------:|-------:|-------:|-------------------|");
    }

    internal void Add(Result result, IReadOnlyCollection<Goal> goals)
    {
        var verdicts = string.Join("; ", goals.Select(goal => Verdict(goal, result)));
        output.WriteLine(
            $"| {result.Name.PadRight(NameWidth)} | {Number(result.Nanoseconds, "F1"),8} | {result.AgainstName ?? "",-19} | {Number(result.AgainstNanoseconds, "F1"),8} | {Number(result.Ratio, "F2"),6} | {Number(result.Bytes, "F0"),6} | {verdicts,-17} |");
    }

    private static string Verdict(Goal goal, Result result) =>
        $"{(goal.Measure == "bytes" ? Number(goal.Limit, "F0") + " B" : "≤ " + Number(goal.Limit, "F2"))} {(goal.IsMetBy(result) ? "met" : "missed")}{(goal.IsClaimed ? "" : ", not claimed")}";

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}

using System.Globalization;

namespace NotifierSdk.Benchmarks.Gate;

/// <summary>The gate: measures every row, prints the table, and says how many goals were met.</summary>
internal static class Judge
{
    private const int Passed = 0, Failed = 1, BadUsage = 2, TooBusy = 3;

    internal static int Run(string[] options)
    {
        var isRecorded = options is [.., "--record"];
        var filter = isRecorded ? options[..^1] : options;
        if (filter is not ([] or ["--only", _]))
        {
            Console.Error.WriteLine($"gate: '{string.Join(' ', options)}' is no option; say 'gate', or 'gate --only TEXT' for the rows whose name contains TEXT, and '--record' at the end to keep the medians.");
            return BadUsage;
        }

        Reference.SelfCheck.Run();
        var only = filter.Length == 0 ? "" : filter[1];
        var goals = Goal.Load().FindAll(goal => goal.Row.Contains(only, StringComparison.Ordinal));
        var medians = Medians.Load();
        Console.WriteLine(Processor.Name);
        var results = Measure(goals, only);
        var code = Report(goals, results, medians);
        if (isRecorded)
            medians.Record(results);
        return code;
    }

    private static List<Result> Measure(List<Goal> goals, string only)
    {
        var results = new List<Result>();
        var table = new Table(Console.Out);
        table.Begin();
        foreach (var row in Rows().Where(row => row.Name.Contains(only, StringComparison.Ordinal)))
        {
            var ofRow = goals.FindAll(goal => goal.Row == row.Name);
            var result = row.Measure();
            if (ofRow.Exists(goal => goal.IsClaimed && goal.Judge(result) != Verdict.Met))
                result = row.Measure(); // a machine that is busy for some seconds is no verdict; the second measurement is
            results.Add(result);
            table.Add(result, ofRow);
        }

        return results;
    }

    private static int Report(List<Goal> goals, List<Result> results, Medians medians)
    {
        var byName = results.ToDictionary(result => result.Name);
        var open = goals.FindAll(goal => !byName.ContainsKey(goal.Row));
        foreach (var goal in open)
            Console.Error.WriteLine($"gate: goals.json has a goal for '{goal.Row}', and there is no such row.");
        var tooClose = medians.ClaimedTooClosely(goals).ToList();
        foreach (var claim in tooClose)
            Console.Error.WriteLine($"gate: {claim}.");

        var judged = goals.Except(open).ToLookup(goal => goal.Judge(byName[goal.Row]));
        foreach (var goal in goals.Where(goal => !goal.IsClaimed))
            Console.WriteLine($"not claimed: {goal}: {goal.Reason}");
        foreach (var goal in judged[Verdict.Missed].Where(goal => goal.IsClaimed))
            Console.WriteLine($"missed: {goal}");
        var unsettled = judged[Verdict.Unsettled].Where(goal => goal.IsClaimed).ToList();
        foreach (var goal in unsettled)
        {
            var ratio = byName[goal.Row].Ratio!;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"too busy to tell: {goal}; between {ratio.Lowest:F2} and {ratio.Highest:F2}"));
        }

        Console.WriteLine($"goals met: {judged[Verdict.Met].Count()} of {goals.Count}; claimed: {judged[Verdict.Met].Count(goal => goal.IsClaimed)} of {goals.Count(goal => goal.IsClaimed)}");
        return open.Count + tooClose.Count > 0 ? BadUsage
            : judged[Verdict.Missed].Any(goal => goal.IsClaimed) ? Failed
            : unsettled.Count > 0 ? TooBusy
            : Passed;
    }

    private static IEnumerable<Row> Rows() => FloorRows.All().Concat(SpaceRows.All()).Concat(ScalingRows.All()).Concat(TreeRows.All());
}

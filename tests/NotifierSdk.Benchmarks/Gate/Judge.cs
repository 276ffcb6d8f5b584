namespace NotifierSdk.Benchmarks.Gate;

/// <summary>The gate: measures every row, prints the table, and says how many goals were met.</summary>
internal static class Judge
{
    private const int Passed = 0, Failed = 1, BadUsage = 2;

    internal static int Run(string[] options)
    {
        if (options is not ([] or ["--only", _]))
        {
            Console.Error.WriteLine($"gate: '{string.Join(' ', options)}' is no option; say 'gate', or 'gate --only TEXT' for the rows whose name contains TEXT.");
            return BadUsage;
        }

        Reference.SelfCheck.Run();
        var only = options.Length == 0 ? "" : options[1];
        var goals = Goal.Load();
        var open = goals.Where(goal => goal.Row.Contains(only, StringComparison.Ordinal)).ToList();
        var missed = new List<Goal>();
        var (met, judged) = (0, open.Count);
        var table = new Table(Console.Out);
        table.Begin();
        foreach (var row in Rows().Where(row => row.Name.Contains(only, StringComparison.Ordinal)))
        {
            var ofRow = goals.FindAll(goal => goal.Row == row.Name);
            open.RemoveAll(ofRow.Contains);
            var result = row.Measure();
            if (ofRow.Exists(goal => goal.IsClaimed && !goal.IsMetBy(result)))
                result = row.Measure(); // a machine that is busy for two seconds is no verdict; the second measurement is
            table.Add(result, ofRow);
            met += ofRow.Count(goal => goal.IsMetBy(result));
            missed.AddRange(ofRow.Where(goal => goal.IsClaimed && !goal.IsMetBy(result)));
        }

        foreach (var goal in open)
            Console.Error.WriteLine($"gate: goals.json has a goal for '{goal.Row}', and there is no such row.");
        foreach (var goal in goals.Where(goal => !goal.IsClaimed && goal.Row.Contains(only, StringComparison.Ordinal)))
            Console.WriteLine($"not claimed: {goal.Row}, {goal.Measure} ≤ {goal.Limit}: {goal.Reason}");
        foreach (var goal in missed)
            Console.WriteLine($"missed: {goal.Row}, {goal.Measure} ≤ {goal.Limit}");
        Console.WriteLine($"goals met: {met} of {judged}");
        return open.Count > 0 ? BadUsage : missed.Count > 0 ? Failed : Passed;
    }

    private static IEnumerable<Row> Rows() => FloorRows.All().Concat(SpaceRows.All()).Concat(TreeRows.All());
}

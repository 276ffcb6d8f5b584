using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NotifierSdk.Benchmarks.Gate;

/// <summary>The stable ratios that the gate has seen, for each processor, in a file of the repository; and the table of them in the documentation.</summary>
internal sealed class Medians
{
    private const string Begin = "<!-- the gate writes this table -->", End = "<!-- end of the table -->";
    private const int RunsKept = 9;

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _root;
    private readonly SortedDictionary<string, Dictionary<string, List<double>>> _byProcessor;

    private Medians(string root)
    {
        _root = root;
        _byProcessor = JsonSerializer.Deserialize<SortedDictionary<string, Dictionary<string, List<double>>>>(File.ReadAllText(DataPath), s_json) ?? [];
    }

    private string DataPath => Path.Combine(_root, "tests", "NotifierSdk.Benchmarks", "medians.json");

    private string PagePath => Path.Combine(_root, "docs", "performance.md");

    /// <summary>Reads the file in the repository that the current directory lies in.</summary>
    internal static Medians Load()
    {
        for (var directory = new DirectoryInfo(Environment.CurrentDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "NotifierSdk.sln")))
                return new Medians(directory.FullName);
        }

        throw new DirectoryNotFoundException($"'{Environment.CurrentDirectory}' does not lie in the repository, where medians.json is; run the gate there.");
    }

    /// <summary>The claims that the table does not bear out, in words.</summary>
    internal IEnumerable<string> ClaimedTooClosely(IEnumerable<Goal> goals) =>
        from goal in goals
        where goal.IsClaimed && goal.Measure == "ratio"
        from processor in _byProcessor
        where processor.Value.ContainsKey(goal.Row)
        let median = Of(processor.Value[goal.Row])
        where median * Goal.Margin > goal.Limit
        select string.Create(CultureInfo.InvariantCulture, $"{goal} is claimed with a margin of less than 15 %: {median:F2} was measured on {processor.Key}");

    /// <summary>Takes in what was stable of a run, and writes both files.</summary>
    internal void Record(IEnumerable<Result> results)
    {
        if (!_byProcessor.TryGetValue(Processor.Name, out var rows))
            _byProcessor.Add(Processor.Name, rows = []);
        foreach (var result in results)
        {
            if (result.Ratio is not { IsStable: true } ratio)
                continue;
            if (!rows.TryGetValue(result.Name, out var runs))
                rows.Add(result.Name, runs = []);
            runs.Add(Math.Round(ratio.Median, 3));
            if (runs.Count > RunsKept)
                runs.RemoveAt(0);
        }

        File.WriteAllText(DataPath, JsonSerializer.Serialize(_byProcessor, s_json) + "\n");
        var page = File.ReadAllText(PagePath);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
            throw new InvalidDataException($"{PagePath} has no '{Begin}' followed by '{End}', between which the table belongs.");
        File.WriteAllText(PagePath, page[..(begin + Begin.Length)] + "\n" + Table() + page[end..]);
    }

    private string Table()
    {
        var table = new StringBuilder();
        table.Append("| ratio to what the row is compared with |").AppendJoin("", _byProcessor.Keys.Select(name => $" {name} |")).Append('\n');
        table.Append("|---|").AppendJoin("", _byProcessor.Select(_ => "---:|")).Append('\n');
        foreach (var row in _byProcessor.Values.SelectMany(rows => rows.Keys).Distinct())
        {
            table.Append(CultureInfo.InvariantCulture, $"| {row} |");
            foreach (var rows in _byProcessor.Values)
                table.Append(rows.TryGetValue(row, out var runs) ? string.Create(CultureInfo.InvariantCulture, $" {Of(runs):F2} ({runs.Count}) |") : " |");
            table.Append('\n');
        }

        return table.ToString();
    }

    private static double Of(List<double> runs) => runs.Order().ElementAt(runs.Count / 2);
}

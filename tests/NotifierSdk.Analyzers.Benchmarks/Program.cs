using System.Globalization;
using NotifierSdk.Analyzers.Benchmarks;
using NotifierSdk.Analyzers.Benchmarks.Inputs;

// Prints the tables of docs/flow.md. The fastest of many rounds: it is what the work costs, and what other work on the machine adds is left out.
var wanted = args.FirstOrDefault() ?? "";
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 30;

Input[] files = [DriverFiles.ManyDrivers(), DriverFiles.OneDriver(), DriverFiles.Corpus(), DriverFiles.Sample(), .. Monsters.All];
Input[] projects = [Projects.WithoutSdk(), Projects.WithoutDrivers(), Projects.WithFewDrivers(), DriverFiles.Sample()];

await AnalyzeAsync(files[0]); // not printed: until then the compiler itself is being compiled
Console.WriteLine("| a file | lines | all rules | median | floor | our share |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (var input in files.Where(IsWanted))
{
    var (ours, floor) = await AnalyzeAsync(input);
    Print($"| {input.Name} | {input.Lines} | {ours.Fastest:f1} | {ours.Median:f1} | {floor.Fastest:f1} | {ours.Fastest - floor.Fastest:f1} |{(ours.Found.IsEmpty ? "" : $" {ours.Found.Length} diagnostics: {ours.Found[0]}")}");
}

Console.WriteLine();
Console.WriteLine("| a build | lines | compiler alone | with the floor | with all rules | growth over the floor |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (var input in projects.Where(IsWanted))
{
    var (alone, floor, ours) = await BuildAsync(input);
    Print($"| {input.Name} | {input.Lines} | {alone.Fastest:f1} | {floor.Fastest:f1} | {ours.Fastest:f1} | {100 * ((ours.Fastest / floor.Fastest) - 1):f1} % |");
}

Console.WriteLine();
Console.WriteLine("| a project | types | all rules, without what they ask of the compiler | per type |");
Console.WriteLine("|---|---|---|---|");
foreach (var input in projects.Where(IsWanted))
{
    var ours = new Candidate(Candidate.Shipped);
    for (var round = 0; round < rounds; round++)
        await ours.CountAsync(input.AsInBuild);
    Print($"| {input.Name} | {input.Types} | {ours.Fastest:f3} | {ours.Fastest / input.Types:f4} |");
}

bool IsWanted(Input input) => input.Name.Contains(wanted, StringComparison.Ordinal);

async Task<(Candidate Ours, Candidate Floor)> AnalyzeAsync(Input input)
{
    var (ours, floor) = (new Candidate(Candidate.Shipped), new Candidate(Candidate.Floor));
    for (var round = 0; round < rounds; round++)
    {
        await ours.AnalyzeAsync(input.AsInEditor);
        await floor.AnalyzeAsync(input.AsInEditor);
    }

    return (ours, floor);
}

async Task<(Candidate Alone, Candidate Floor, Candidate Ours)> BuildAsync(Input input)
{
    var (alone, floor, ours) = (new Candidate([]), new Candidate(Candidate.Floor), new Candidate(Candidate.Shipped));
    for (var round = 0; round < rounds; round++)
    {
        await alone.BuildAsync(input.AsInBuild);
        await floor.BuildAsync(input.AsInBuild);
        await ours.BuildAsync(input.AsInBuild);
    }

    return (alone, floor, ours);
}

static void Print(FormattableString row) => Console.WriteLine(row.ToString(CultureInfo.InvariantCulture));

using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotifierSdk.Generators;
using NotifierSdk.Generators.Benchmarks;

// Prints the table of docs/generator.md. The fastest of many rounds: it is what the work costs, and what other work on the machine adds is left out.
const int Rounds = 40;

Console.WriteLine("| drivers | cold | an unrelated edit | one driver edited | floor: cold | floor: an edit |");
Console.WriteLine("|---|---|---|---|---|---|");
Run(100); // not printed: until then the compiler itself is being compiled
foreach (var drivers in new[] { 10, 100, 1000 })
{
    var (ours, floor) = Run(drivers);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {drivers} | {ours.Cold:f1} | {ours.Unrelated:f2} | {ours.Driver:f2} | {floor.Cold:f1} | {floor.Unrelated:f2} |"));
}

static (Series Ours, Series Floor) Run(int drivers)
{
    var (ours, floor) = (new Series(new DriverGenerator(), drivers), new Series(new FloorGenerator(), drivers));
    for (var round = 0; round < Rounds; round++)
    {
        ours.Round();
        floor.Round();
    }

    return (ours, floor);
}

/// <summary>One generator over one project; its driver is kept from edit to edit, as an editor keeps it.</summary>
internal sealed class Series
{
    private readonly IIncrementalGenerator _generator;
    private readonly Project _project;
    private readonly List<double> _cold = [];
    private readonly List<double> _unrelated = [];
    private readonly List<double> _driverEdited = [];
    private GeneratorDriver _driver;

    public Series(IIncrementalGenerator generator, int drivers)
    {
        (_generator, _project) = (generator, new Project(drivers));
        _driver = Project.NewDriver(generator).RunGenerators(_project.Cold());
    }

    public double Cold => _cold.Min();

    public double Unrelated => _unrelated.Min();

    public double Driver => _driverEdited.Min();

    public void Round()
    {
        Measure(_cold, _project.Cold(), Project.NewDriver(_generator));
        _driver = Measure(_unrelated, _project.EditUnrelated(), _driver);
        _driver = Measure(_driverEdited, _project.EditDriver(), _driver);
    }

    private static GeneratorDriver Measure(List<double> times, CSharpCompilation compilation, GeneratorDriver driver)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        driver = driver.RunGenerators(compilation);
        times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return driver;
    }
}

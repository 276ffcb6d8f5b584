using System.Diagnostics;
using System.Globalization;
using GuestCodeCache.Machine;
using Spectre.Console;

namespace GuestCodeCache.Display;

/// <summary>A table on a terminal that shows each program at work. Its columns keep their width, so that nothing jumps.</summary>
internal static class LiveTable
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(500);

    internal static void Show(Simulation simulation, Options options, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        AnsiConsole.Live(Render(simulation, options, clock.Elapsed)).Start(live =>
        {
            while (!cancellationToken.WaitHandle.WaitOne(s_period))
                live.UpdateTarget(Render(simulation, options, clock.Elapsed));
            live.UpdateTarget(Render(simulation, options, clock.Elapsed));
        });
    }

    private static Table Render(Simulation simulation, Options options, TimeSpan elapsed)
    {
        var totals = Totals.Of(simulation);
        var table = new Table()
            .RoundedBorder()
            .BorderColor(Color.Grey)
            .Title(Title(options, elapsed))
            .Caption(Caption(totals))
            .AddColumn(new TableColumn("[grey]program[/]").NoWrap().Width(15).Footer("[bold]all[/]"))
            .AddColumn(Column("runs", 6, totals.Runs))
            .AddColumn(Column("million", 9, totals.Instructions / 1_000_000))
            .AddColumn(Column("translated", 10, totals.Translated))
            .AddColumn(Column("collisions", 10, totals.Collisions))
            .AddColumn(Column("dropped", 8, totals.Dropped))
            .AddColumn(Column("wrong", 6, totals.Wrong));
        foreach (var program in simulation.Programs)
        {
            table.AddRow(
                program.Name,
                Text(program.Runs),
                Text(program.Instructions / 1_000_000),
                Text(program.Cache.Translated),
                Text(program.Cache.Collisions),
                Text(program.Cache.Dropped),
                program.Wrong == 0 ? Text(0) : $"[bold red]{Text(program.Wrong)}[/]");
        }

        return table;
    }

    private static TableTitle Title(Options options, TimeSpan elapsed)
    {
        var driver = options.IsUnsafe ? "[red]unsafe driver[/]" : "[green]safe driver[/]";
        var seconds = Math.Min((int)Math.Round(elapsed.TotalSeconds), options.Seconds);
        return new TableTitle(string.Create(CultureInfo.InvariantCulture, $"Code cache of a RISC-V machine · {driver} · {seconds} of {options.Seconds} s"));
    }

    private static TableTitle Caption(Totals totals)
    {
        var wrong = totals.Wrong == 0 ? "[green]every checksum right[/]" : $"[bold red]{Text(totals.Wrong)} checksums wrong[/]";
        return new TableTitle($"{Text(totals.Invalidations)} changes of memory that had been translated or could be · {wrong}");
    }

    private static TableColumn Column(string name, int width, long footer) =>
        new TableColumn($"[grey]{name}[/]").RightAligned().NoWrap().Width(width).Footer($"[bold]{Text(footer)}[/]");

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

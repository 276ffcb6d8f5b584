using System.Diagnostics;
using System.Globalization;
using RdmaOdp.Machine;
using Spectre.Console;

namespace RdmaOdp.Display;

/// <summary>A table on a terminal that shows each region at work. Its columns keep their width, so that nothing jumps.</summary>
internal static class LiveTable
{
    /// <summary>Title, header, footer, borders, caption, and the lines of the shell.</summary>
    private const int LinesAroundRows = 12;

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
            .Caption(Caption(simulation.Applications, totals))
            .AddColumn(Column("region", 6, "all"))
            .AddColumn(Column("context", 7, ""))
            .AddColumn(Column("faults", 11, Text(totals.Faults)))
            .AddColumn(Column("collisions", 10, Text(totals.Collisions)))
            .AddColumn(Column("invalidations", 13, Text(totals.Invalidations)))
            .AddColumn(Column("MiB", 8, Text(totals.Bytes >> 20)));
        var room = Math.Max(1, AnsiConsole.Profile.Height - LinesAroundRows);
        foreach (var slot in simulation.Slots.Take(room))
        {
            var counters = slot.Counters;
            table.AddRow(
                Text(slot.Index),
                Text(slot.Context),
                Text(counters.Faults),
                Text(counters.Collisions),
                Text(counters.Invalidations),
                Text(counters.Bytes >> 20));
        }

        if (simulation.Slots.Count > room)
            table.AddRow("…");
        return table;
    }

    private static TableTitle Title(Options options, TimeSpan elapsed)
    {
        var driver = options.IsUnsafe ? "[red]unsafe driver[/]" : "[green]safe driver[/]";
        var seconds = Math.Min((int)Math.Round(elapsed.TotalSeconds), options.Seconds);
        return new TableTitle(string.Create(CultureInfo.InvariantCulture, $"RDMA with on-demand paging · {driver} · {seconds} of {options.Seconds} s"));
    }

    private static TableTitle Caption(ApplicationCounters applications, Totals totals)
    {
        var stale = totals.Stale == 0 ? "[green]0 stale[/]" : $"[bold red]{Text(totals.Stale)} stale[/]";
        return new TableTitle(
            $"{Text(applications.Maps)} mapped · {Text(applications.Unmaps)} unmapped · {Text(applications.Moves)} moved · {Text(applications.Discards)} discarded\n"
            + $"{Text(applications.Registrations)} registered anew · {Text(applications.Deaths)} contexts died · {stale}");
    }

    private static TableColumn Column(string name, int width, string footer) =>
        new TableColumn($"[grey]{name}[/]").RightAligned().NoWrap().Width(width).Footer($"[bold]{footer}[/]");

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

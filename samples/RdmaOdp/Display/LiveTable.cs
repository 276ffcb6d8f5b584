using System.Diagnostics;
using System.Globalization;
using RdmaOdp.Machine;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RdmaOdp.Display;

/// <summary>A table on a terminal that shows each region at work. Its columns keep their width, so that nothing jumps.</summary>
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
            .Caption(Caption(simulation, totals))
            .AddColumn(Column("region", 8))
            .AddColumn(Column("context", 8))
            .AddColumn(Column("faults", 12))
            .AddColumn(Column("collisions", 12))
            .AddColumn(Column("invalidations", 14))
            .AddColumn(Column("MiB", 10));
        foreach (var slot in simulation.Slots)
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

        table.Columns[0].Footer = new Markup("[bold]all[/]");
        table.Columns[2].Footer = Bold(totals.Faults);
        table.Columns[3].Footer = Bold(totals.Collisions);
        table.Columns[4].Footer = Bold(totals.Invalidations);
        table.Columns[5].Footer = Bold(totals.Bytes >> 20);
        return table;
    }

    private static TableTitle Title(Options options, TimeSpan elapsed)
    {
        var driver = options.IsUnsafe ? "[red]unsafe driver[/]" : "[green]safe driver[/]";
        var seconds = Math.Min((int)elapsed.TotalSeconds, options.Seconds);
        return new TableTitle(string.Create(CultureInfo.InvariantCulture, $"RDMA with on-demand paging · {driver} · {seconds,3} of {options.Seconds} s"));
    }

    private static TableTitle Caption(Simulation simulation, Totals totals)
    {
        var applications = simulation.Applications;
        var stale = totals.Stale == 0 ? "[green]0 stale[/]" : string.Create(CultureInfo.InvariantCulture, $"[bold red]{totals.Stale:N0} stale[/]");
        return new TableTitle(string.Create(
            CultureInfo.InvariantCulture,
            $"{applications.Registrations:N0} registered anew · {applications.Deaths:N0} contexts died · {stale}"));
    }

    private static TableColumn Column(string name, int width) => new TableColumn($"[grey]{name}[/]").RightAligned().NoWrap().Width(width);

    private static Text Text(long number) => new(number.ToString("N0", CultureInfo.InvariantCulture));

    private static Markup Bold(long number) => new(string.Create(CultureInfo.InvariantCulture, $"[bold]{number:N0}[/]"));
}

using System.Diagnostics;
using System.Globalization;
using RegistrationCacheSample.Machine;
using Spectre.Console;

namespace RegistrationCacheSample.Display;

/// <summary>A table on a terminal that shows the cache at work. Its columns keep their width, so that nothing jumps.</summary>
internal static class LiveTable
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(500);

    /// <summary>Until the time is over, or something was sent that should not have been.</summary>
    internal static void Show(Load load, Options options, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var before = Counts(load);
        AnsiConsole.Live(Render(load, options, clock.Elapsed, before, s_period)).Start(live =>
        {
            var last = clock.Elapsed;
            while (clock.Elapsed < TimeSpan.FromSeconds(options.Seconds) && !cancellationToken.WaitHandle.WaitOne(s_period) && load.Stale == 0)
            {
                live.UpdateTarget(Render(load, options, clock.Elapsed, before, clock.Elapsed - last));
                (before, last) = (Counts(load), clock.Elapsed);
            }

            live.UpdateTarget(Render(load, options, clock.Elapsed, before, clock.Elapsed - last));
        });
    }

    private static Table Render(Load load, Options options, TimeSpan elapsed, Dictionary<string, long> before, TimeSpan period)
    {
        var driver = options.IsUnsafe ? "[red]unsafe driver[/]" : "[green]safe driver[/]";
        var seconds = Math.Min((int)Math.Round(elapsed.TotalSeconds), options.Seconds);
        var stale = load.Stale == 0 ? "[green]0 stale[/]" : $"[bold red]{Text(load.Stale)} stale[/]";
        var table = new Table()
            .RoundedBorder()
            .BorderColor(Color.Grey)
            .Title(new TableTitle(string.Create(CultureInfo.InvariantCulture, $"Cache of registrations · {driver} · {seconds} of {options.Seconds} s")))
            .Caption(new TableTitle($"{options.Load.Senders} senders · {options.Load.Owners} owners · {options.Load.Pages} pages · {stale}"))
            .AddColumn(new TableColumn("").NoWrap().Width(13))
            .AddColumn(Column("all", 14))
            .AddColumn(Column("a second", 12));
        foreach (var (what, count) in Counts(load))
        {
            var rate = what is "registrations" or "KiB" or "leaving" ? "now" : Text((long)((count - before[what]) / Math.Max(0.001, period.TotalSeconds)));
            table.AddRow(what, Text(count), rate);
        }

        return table;
    }

    private static Dictionary<string, long> Counts(Load load) => new(
        [
            new("sends", load.Sends),
            new("refused", load.Refused),
            new("changes", load.Changes),
            .. load.Cache.Select(count => new KeyValuePair<string, long>(count.What, count.Count)),
        ]);

    private static TableColumn Column(string name, int width) => new TableColumn($"[grey]{name}[/]").RightAligned().NoWrap().Width(width);

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

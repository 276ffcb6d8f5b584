using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Reflection;
using System.Text.RegularExpressions;
using NotifierSdk.Telemetry;

namespace NotifierSdk.Runtime.Tests.Telemetry;

/// <summary>The page docs/telemetry.md names what there is, and nothing else.</summary>
[Collection(nameof(TelemetryCollection))]
public sealed class PageTests
{
    private readonly string _page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "telemetry.md"));

    [Fact]
    public void Each_instrument_has_a_line_with_its_kind_and_unit()
    {
        var instruments = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == "NotifierSdk")
                instruments.Add($"| `{instrument.Name}` | {instrument.GetType().Name.Split('`')[0]} | `{instrument.Unit}` |");
        };
        Assert.Equal("NotifierSdk", NotifierMeter.Invalidations.Meter.Name); // makes them all
        listener.Start();
        Assert.Equal(10, instruments.Count);
        Assert.Equal(instruments.Order(), Lines(@"\| `notifiersdk[.\w]+` \| \w+ \| `[^`]+` \|"));
    }

    [Fact]
    public void Each_event_has_a_line_with_its_number_level_keyword_and_arguments()
    {
        var events =
            from method in typeof(NotifierEventSource).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            let described = method.GetCustomAttribute<EventAttribute>()
            where described is not null
            let keyword = typeof(NotifierEventSource.Keywords).GetFields().Single(field => described.Keywords.Equals(field.GetRawConstantValue() is long bits ? (EventKeywords)bits : null))
            select $"| {described.EventId} `{method.Name}` | {described.Level} | `{keyword.Name}` 0x{(long)described.Keywords:x} | {string.Join(", ", method.GetParameters().Select(parameter => parameter.Name))} |";
        Assert.Equal(events.Order(), Lines(@"\| \d+ `\w+` \| .*\|"));
    }

    private IEnumerable<string> Lines(string pattern) => Regex.Matches(_page, $"^{pattern}", RegexOptions.Multiline).Select(match => match.Value).Order();
}

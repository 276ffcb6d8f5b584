using System.Diagnostics;
using System.Globalization;
using System.Security;
using System.Text;

namespace MultiDevice.Drawing;

/// <summary>Draws timelines below each other, to one scale, as an SVG file that needs nothing else.</summary>
internal sealed class SvgTimeline
{
    private const int Width = 1200, LabelWidth = 90, LaneHeight = 20, PanelGap = 56, Margin = 24;

    private static readonly (SpanKind Kind, string Colour, string Text)[] s_legend =
    [
        (SpanKind.Invalidation, "#4c6ef5", "begin of an invalidation"),
        (SpanKind.Flush, "#12b886", "TLB flush"),
        (SpanKind.Refused, "#f59f00", "refused"),
        (SpanKind.Failed, "#e03131", "failed"),
        (SpanKind.Commit, "#868e96", "commit, holds the lock"),
        (SpanKind.Remove, "#ae3ec9", "remove"),
    ];

    private readonly StringBuilder _svg = new();
    private readonly double _scale; // pixels a tick

    private SvgTimeline(IReadOnlyCollection<Timeline> timelines) =>
        _scale = (Width - LabelWidth - 2.0 * Margin) / timelines.Max(timeline => timeline.Spans.Max(span => span.End) - timeline.Spans.Min(span => span.Start));

    internal static string Draw(IReadOnlyCollection<Timeline> timelines, IReadOnlyList<string> lanes)
    {
        var drawing = new SvgTimeline(timelines);
        var top = 64;
        foreach (var timeline in timelines)
        {
            drawing.Panel(timeline, lanes, top);
            top += lanes.Count * LaneHeight + PanelGap;
        }

        var height = top - 8;
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" font-family="sans-serif" font-size="12">
            <rect width="{Width}" height="{height}" fill="#ffffff"/>
            {Legend()}{drawing._svg}</svg>

            """);
    }

    private static string Legend()
    {
        var legend = new StringBuilder();
        for (var index = 0; index < s_legend.Length; index++)
        {
            var x = Margin + index * 180;
            legend.AppendLine(CultureInfo.InvariantCulture, $"""<rect x="{x}" y="14" width="14" height="12" fill="{s_legend[index].Colour}"/><text x="{x + 20}" y="24" fill="#212529">{s_legend[index].Text}</text>""");
        }

        return legend.ToString();
    }

    private static string Colour(SpanKind kind) => Array.Find(s_legend, entry => entry.Kind == kind).Colour;

    private void Panel(Timeline timeline, IReadOnlyList<string> lanes, int top)
    {
        var begin = timeline.Spans.Min(span => span.Start);
        Text(Margin, top - 8, timeline.Title, "font-weight=\"bold\" font-size=\"14\"");
        for (var lane = 0; lane < lanes.Count; lane++)
        {
            var y = top + lane * LaneHeight;
            Text(Margin, y + 14, lanes[lane], "");
            _svg.AppendLine(CultureInfo.InvariantCulture, $"""<line x1="{Margin + LabelWidth}" x2="{Width - Margin}" y1="{y + LaneHeight}" y2="{y + LaneHeight}" stroke="#e9ecef"/>""");
        }

        Axis(top + lanes.Count * LaneHeight);
        foreach (var span in timeline.Spans)
            Bar(span, begin, top + lanes.ToList().IndexOf(span.Lane) * LaneHeight);
    }

    private void Axis(int y)
    {
        var millisecond = _scale * Stopwatch.Frequency / 1000;
        var step = 1;
        while (step * millisecond < 40)
            step *= step.ToString(CultureInfo.InvariantCulture)[0] == '2' ? 5 : 2; // 1, 2, 10, 20, 100
        for (var time = 0; time * millisecond <= Width - LabelWidth - 2 * Margin; time += step)
            Text(Margin + LabelWidth + time * millisecond, y + 14, $"{time} ms", "fill=\"#868e96\" font-size=\"10\"");
    }

    private void Bar(Span span, long begin, int y)
    {
        var x = Margin + LabelWidth + (span.Start - begin) * _scale;
        var width = Math.Max(2.5, (span.End - span.Start) * _scale);
        var took = (span.End - span.Start) * 1000.0 / Stopwatch.Frequency;
        _svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect x="{x:F1}" y="{y + 3}" width="{width:F1}" height="{LaneHeight - 6}" rx="2" fill="{Colour(span.Kind)}"><title>{SecurityElement.Escape(span.Text)}: {took:F2} ms</title></rect>""");
        if (span.Kind is not SpanKind.Flush && width > 7 * span.Text.Length)
            Text(x + 4, y + 14, span.Text, "fill=\"#ffffff\" font-size=\"11\"");
    }

    private void Text(double x, double y, string text, string style) =>
        _svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{x:F1}" y="{y:F1}" {style}>{SecurityElement.Escape(text)}</text>""");
}

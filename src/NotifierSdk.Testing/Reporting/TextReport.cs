using System.Text;

namespace NotifierSdk.Testing.Reporting;

/// <summary>A schedule as text: a column for each thread, time goes down.</summary>
internal static class TextReport
{
    private const int LongestCell = 44;

    internal static string Of(Timeline timeline)
    {
        var rows = Rows(timeline);
        var columns = Enumerable.Range(0, timeline.Threads.Count).Where(column => rows.Exists(row => row.Thread == column)).ToList();
        if (columns.Count == 0)
            return "";
        var widths = columns.ConvertAll(column => rows.FindAll(row => row.Thread == column).Append(new Row(column, timeline.Threads[column])).Max(row => row.Text.Length));
        var text = new StringBuilder();
        AppendRow(text, columns.ConvertAll(column => timeline.Threads[column]), widths);
        foreach (var row in rows)
            AppendRow(text, columns.ConvertAll(column => row.Thread == column ? row.Text : ""), widths);
        return text.ToString();
    }

    /// <summary>What one thread does in a row shares a line, as far as there is room.</summary>
    internal static List<Row> Rows(Timeline timeline)
    {
        var rows = new List<Row>();
        foreach (var entry in timeline.Entries)
        {
            if (rows.Count > 0 && rows[^1].Thread == entry.Thread && !entry.IsFailure && rows[^1].Text.Length + entry.Text.Length + 2 <= LongestCell)
                rows[^1] = rows[^1] with { Text = $"{rows[^1].Text}, {entry.Text}" };
            else
                rows.Add(new Row(entry.Thread, entry.Text));
        }

        return rows;
    }

    private static void AppendRow(StringBuilder text, List<string> cells, List<int> widths)
    {
        for (var index = 0; index < cells.Count; index++)
            text.Append("| ").Append(cells[index].PadRight(widths[index])).Append(' ');
        text.Append('|').AppendLine();
    }

    internal sealed record Row(int Thread, string Text);
}

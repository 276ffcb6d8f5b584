using System.Diagnostics;

namespace MultiDevice.Drawing;

/// <summary>What a span is drawn as.</summary>
internal enum SpanKind
{
    Invalidation,
    Refused,
    Failed,
    Flush,
    Commit,
    Remove,
}

/// <summary>Something that took time, in a lane. Times in ticks of <see cref="Stopwatch"/>.</summary>
internal sealed record Span(string Lane, long Start, long End, SpanKind Kind, string Text);

/// <summary>What happened in one run of the story.</summary>
internal sealed class Timeline(string title)
{
    private readonly List<Span> _spans = [];
    private bool _isEnded;

    internal string Title { get; } = title;

    internal IReadOnlyList<Span> Spans
    {
        get
        {
            lock (_spans)
                return [.. _spans];
        }
    }

    internal void Add(string lane, long start, long end, SpanKind kind, string text)
    {
        lock (_spans)
        {
            if (!_isEnded)
                _spans.Add(new Span(lane, start, end, kind, text));
        }
    }

    /// <summary>What comes after is not recorded.</summary>
    internal void End()
    {
        lock (_spans)
            _isEnded = true;
    }
}

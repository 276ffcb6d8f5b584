using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Flow.Witnesses;

/// <summary>The few places that explain a bug, in the order in which a path comes by them: in parentheses at the end of a message, and as its additional locations.</summary>
internal sealed class Clause
{
    private readonly List<(string What, IReadOnlyList<Location> Places, string More)> _parts = [];

    public static Clause None => new();

    public IEnumerable<Location> Places => _parts.SelectMany(part => part.Places);

    /// <summary>The clause that names one place, or none.</summary>
    public static Clause Of(string what, Location? place) => place is null ? None : new Clause().Add(what, place);

    /// <summary>The clause that names places of one kind, wherever they are.</summary>
    public static Clause Of(string what, IEnumerable<Location> places)
    {
        var clause = new Clause();
        if (places.ToList() is { Count: > 0 } all)
            clause._parts.Add((what, all, ""));
        return clause;
    }

    /// <summary>What happened, in a form that "on line 41" can follow, and what can follow that.</summary>
    public Clause Add(string what, Location place, string more = "")
    {
        _parts.Add((what, [place], more));
        return this;
    }

    /// <summary>And then all of another.</summary>
    public Clause Add(Clause next)
    {
        _parts.AddRange(next._parts);
        return this;
    }

    /// <summary>The end of the message that is reported there.</summary>
    public string For(Location reported) => _parts.Count == 0
        ? ""
        : $" ({string.Join(", then ", _parts.Select(part => $"{part.What} on {Lines.Of(part.Places, reported)}{part.More}"))})";
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotifierSdk.Benchmarks.Gate;

/// <summary>What a row is to come to.</summary>
/// <param name="Row">The row it is about.</param>
/// <param name="Measure">Of the row, what is limited: <c>ratio</c> or <c>bytes</c>.</param>
/// <param name="Limit">The largest figure that meets the goal.</param>
/// <param name="Reason">Why it is not claimed; null where it is.</param>
internal sealed record Goal(string Row, string Measure, double Limit, string? Reason)
{
    /// <summary>A goal is claimed only if what was measured, on every processor that the table of medians knows, is so much better.</summary>
    internal const double Margin = 1.15;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>A claimed goal that is missed fails the gate.</summary>
    internal bool IsClaimed => Reason is null;

    internal static List<Goal> Load()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "goals.json");
        var goals = JsonSerializer.Deserialize<List<Goal>>(File.ReadAllText(path), s_json) ?? [];
        foreach (var goal in goals)
        {
            if (goal.Measure is not ("ratio" or "bytes"))
                throw new InvalidDataException($"The goal of '{goal.Row}' limits '{goal.Measure}'; goals limit a ratio or bytes.");
        }

        return goals;
    }

    internal Verdict Judge(Result result)
    {
        if (Measure == "bytes")
            return (result.Bytes ?? throw NotMeasured()) <= Limit ? Verdict.Met : Verdict.Missed;
        var ratio = result.Ratio ?? throw NotMeasured();
        if (ratio.IsStable)
            return ratio.Median <= Limit ? Verdict.Met : Verdict.Missed;
        return ratio.IsFair && ratio.Highest <= Limit ? Verdict.Met : Verdict.Unsettled;
    }

    private InvalidDataException NotMeasured() => new($"The goal of '{Row}' limits its {Measure}, which that row does not measure.");

    public override string ToString() => $"{Row}, {Measure} ≤ {Limit}";
}

using System.Text.Json;

namespace NotifierSdk.Benchmarks.Gate;

/// <summary>What a row is to come to.</summary>
/// <param name="Row">The row it is about.</param>
/// <param name="Measure">Of the row, what is limited: <c>ratio</c> or <c>bytes</c>.</param>
/// <param name="Limit">The largest figure that meets the goal.</param>
/// <param name="Reason">Why it is not claimed; null where it is.</param>
internal sealed record Goal(string Row, string Measure, double Limit, string? Reason)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

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

    internal bool IsMetBy(Result result) => FigureOf(result) <= Limit;

    private double FigureOf(Result result) =>
        (Measure == "ratio" ? result.Ratio : result.Bytes) ?? throw new InvalidDataException($"The goal of '{Row}' limits its {Measure}, which that row does not measure.");
}

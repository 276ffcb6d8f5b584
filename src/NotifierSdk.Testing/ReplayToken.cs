using System.Globalization;
using System.Text;

namespace NotifierSdk.Testing;

/// <summary>A schedule as one word: the version of the format, who found it, whose it is, and how many steps which thread takes in a row.</summary>
internal sealed record ReplayToken(string Strategy, string Scenario, IReadOnlyList<(int Thread, int Steps)> Steps)
{
    /// <summary>The environment variable that holds the token of the schedule to run.</summary>
    internal const string Variable = "NOTIFIERSDK_REPLAY";

    private const string Version = "1";

    /// <summary>A few digits that tell one test's tokens from another's.</summary>
    internal static string HashOf(string test)
    {
        var hash = 2166136261U;
        foreach (var character in test)
            hash = (hash ^ character) * 16777619U;
        return (hash & 0xffff).ToString("x4", CultureInfo.InvariantCulture);
    }

    /// <summary>The schedule that the environment asks this test to run; null if it asks for none, or for another test's.</summary>
    /// <exception cref="FormatException">The variable holds no token.</exception>
    internal static ReplayToken? FromEnvironment(string test)
    {
        var text = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var token = Parse(text);
        return token.Scenario == HashOf(test) ? token : null;
    }

    /// <exception cref="FormatException">The text is no token.</exception>
    internal static ReplayToken Parse(string text)
    {
        var parts = text.Trim().Split('.');
        if (parts.Length < 4 || parts[0] != Version)
            throw Malformed(text);
        var steps = new List<(int, int)>();
        foreach (var part in parts.AsSpan(3))
        {
            var cross = part.IndexOf('x', StringComparison.Ordinal);
            if (cross < 0
                || !int.TryParse(part.AsSpan(0, cross), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || count == 0
                || !int.TryParse(part.AsSpan(cross + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var thread))
                throw Malformed(text);
            steps.Add((thread, count));
        }

        return new ReplayToken(parts[1], parts[2], steps);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder().AppendJoin('.', Version, Strategy, Scenario);
        foreach (var (thread, steps) in Steps)
            text.Append(CultureInfo.InvariantCulture, $".{steps}x{thread}");
        return text.ToString();
    }

    private static FormatException Malformed(string text) => new(
        $"{Variable} is '{text}'. It holds a token that a failed exploration printed, such as 1.b.9f31.4x0.7x1, or is not set at all.");
}

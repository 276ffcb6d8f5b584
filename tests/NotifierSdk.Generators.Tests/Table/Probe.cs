namespace NotifierSdk.Generators.Tests.Table;

/// <summary>What the drivers of the table report to, and what disturbs them.</summary>
public sealed class Probe
{
    private readonly List<string> _log = [];

    /// <summary>Runs at each step, inside it; the text is the step's name without its number.</summary>
    public Action<string>? OnStep { get; set; }

    /// <summary>What a collect that tries answers.</summary>
    public bool IsAvailable { get; set; } = true;

    /// <summary>Whether what can be awaited really waits.</summary>
    public bool IsSlow { get; set; }

    /// <summary>Each step in order, with its attempt, and whether the driver lock was held.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    public void At(string step, bool isLocked)
    {
        lock (_log)
            _log.Add(isLocked ? step + " locked" : step);
        OnStep?.Invoke(step.Split(' ')[0]);
    }
}

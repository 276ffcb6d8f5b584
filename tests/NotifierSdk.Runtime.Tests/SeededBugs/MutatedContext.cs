using System.Reflection;
using System.Runtime.Loader;

namespace NotifierSdk.Runtime.Tests.SeededBugs;

/// <summary>A mutated runtime, loaded beside the real one, with an explorer and these tests' scenarios that use it.</summary>
internal sealed class MutatedContext(byte[] runtime) : AssemblyLoadContext(nameof(MutatedContext))
{
    /// <summary>Explores a scenario over the mutated runtime.</summary>
    internal Found Explore(string scenario)
    {
        var found = Call(nameof(Scenarios.ExploreForOthers), scenario);
        return new Found((string?)found[0], (string?)found[1], (string)found[2]!, (int)found[3]!, (string)found[4]!);
    }

    /// <summary>Runs a scenario over the mutated runtime on real threads, again and again; says what failed, and in which round.</summary>
    internal (string? Failure, int Rounds) Stress(string scenario, TimeSpan limit)
    {
        var found = Call(nameof(Scenarios.StressForOthers), scenario, limit);
        return ((string?)found[0], (int)found[1]!);
    }

    private object?[] Call(string method, params object[] arguments)
    {
        var scenarios = LoadFromAssemblyName(typeof(MutatedContext).Assembly.GetName()).GetType(typeof(Scenarios).FullName!)!;
        return (object?[])scenarios.GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, arguments)!;
    }

    protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
    {
        "NotifierSdk.Runtime" => LoadFromStream(new MemoryStream(runtime)),
        "NotifierSdk.Testing" or "NotifierSdk.Runtime.Tests" => LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{assemblyName.Name}.dll")),
        _ => null,
    };
}

/// <summary>What an exploration found, in types that every context shares.</summary>
internal sealed record Found(string? Verdict, string? Failure, string Strategy, int Schedules, string Report)
{
    internal Found(Testing.Exploration exploration)
        : this(exploration.Verdict?.ToString(), exploration.Failure, exploration.Strategy, exploration.Schedules, exploration.ToString())
    {
    }
}

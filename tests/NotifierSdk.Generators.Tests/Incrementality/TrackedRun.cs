using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotifierSdk.Generators.Model;
using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Generators.Tests.Incrementality;

/// <summary>A generator driver that is kept, as an editor keeps it, and fed one edited compilation after the other.</summary>
internal sealed class TrackedRun
{
    private GeneratorDriver _driver = GeneratorRun.NewDriver(isTracked: true);

    public GeneratorRunResult Run(Compilation compilation)
    {
        _driver = _driver.RunGenerators(compilation);
        return _driver.GetRunResult().Results[0];
    }

    /// <summary>Why a step has the output that it has for one driver; "-" if it has none.</summary>
    public static string Reason(GeneratorRunResult result, string step, string hint)
    {
        var reasons =
            from run in result.TrackedSteps.TryGetValue(step, out var runs) ? runs : []
            from output in run.Outputs
            where output.Reason != IncrementalStepRunReason.Removed && HintOf(output.Value).StartsWith(hint + "-", StringComparison.Ordinal)
            select output.Reason.ToString();
        return reasons.SingleOrDefault("-");
    }

    /// <summary>Everything that our own steps hold on to.</summary>
    public static IEnumerable<object> Outputs(GeneratorRunResult result) =>
        from step in new[] { DriverGenerator.ModelStep, DriverGenerator.SourceStep }
        from run in result.TrackedSteps[step]
        from output in run.Outputs
        select output.Value;

    private static string HintOf(object output) => output switch
    {
        DriverModel model => model.HintName,
        (string hint, string _) => hint,
        _ => throw new InvalidOperationException($"A step has an output of an unknown type, {output.GetType()}."),
    };
}

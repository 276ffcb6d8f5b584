using FsCheck;
using FsCheck.Fluent;

namespace NotifierSdk.Runtime.Tests.Oracle;

/// <summary>
/// The engine against the kernel's algorithm, over random sequences of operations with many invalidations open at once: who is called, what must
/// retry, who may read. Where the kernel's answer is an obligation they must agree; the engine may only wait less.
/// </summary>
public class DifferentialTests
{
    private const int SequenceLength = 500;

    private static int Operations =>
        int.TryParse(Environment.GetEnvironmentVariable("NOTIFIERSDK_OPERATIONS"), out var operations) ? operations : 1_000_000;

    [Fact]
    public void The_engine_does_what_the_kernels_algorithm_must()
    {
        var tally = new Tally();
        var configuration = Config.QuickThrowOnFailure
            .WithMaxTest(Operations / SequenceLength)
            .WithStartSize(SequenceLength)
            .WithEndSize(SequenceLength);
        Prop.ForAll(Operation.Sequences(SequenceLength), operations =>
        {
            using var both = new SideBySide(tally);
            both.Run(operations);
        }).Check(configuration);

        TestContext.Current.TestOutputHelper?.WriteLine(tally.ToString());
        Assert.True(tally.Operations >= Operations / SequenceLength * SequenceLength);
        // A comparison in which one side never differs from idle would prove nothing.
        Assert.True(tally is { Called: > 1000, Refused: > 1000, Retried: > 1000, WaitedLess: > 1000, BothWaited: > 1000 }, tally.ToString());
    }
}

/// <summary>How often each thing that the comparison is about has happened.</summary>
internal sealed record Tally
{
    internal int Operations { get; set; }

    internal int Called { get; set; }

    internal int Refused { get; set; }

    internal int Retried { get; set; }

    internal int WaitedLess { get; set; }

    internal int BothWaited { get; set; }

    public override string ToString() =>
        $"{Operations} operations: {Called} callbacks, {Refused} refusals, {Retried} retries; reads and removes that waited in both {BothWaited}, in the kernel's algorithm alone {WaitedLess}";
}

using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using NotifierSdk.Tree;

namespace NotifierSdk.Runtime.Tests.Tree;

public class LanesTests
{
    private const string VectorBits = "NOTIFIERSDK_VECTOR_BITS";

    private static readonly long[] s_special = [long.MinValue, long.MinValue + 1, -2, -1, 0, 1, 2, long.MaxValue - 1, long.MaxValue];

    [Fact]
    public void Every_vector_width_gives_the_answer_of_the_scalar_path()
    {
        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            var lanes = AnyLanes(random);
            var bound = random.Next(2) == 0 ? Any(random) : lanes[random.Next(Node.Capacity)];

            var (above, atLeast) = (0u, 0u);
            for (var lane = 0; lane < Node.Capacity; lane++)
            {
                above |= lanes[lane] > bound ? 1u << lane : 0;
                atLeast |= lanes[lane] >= bound ? 1u << lane : 0;
            }

            var below = ~atLeast & 0xFFFF;
            Assert.Equal(below, Lanes.BelowScalar(in lanes, bound));
            Assert.Equal(below, Lanes.Below128(in lanes, bound));
            Assert.Equal(below, Lanes.Below256(in lanes, Vector256.Create(bound)));
            Assert.Equal(below, Lanes.Below512(in lanes, bound));
            Assert.Equal(atLeast, Lanes.AtLeast(in lanes, bound));
            Assert.Equal(atLeast, Lanes.AtLeast(in lanes, bound, Lanes.Broadcast(bound)));
            Assert.Equal(above, Lanes.Above(in lanes, bound));
        }
    }

    [Fact]
    public void A_value_goes_in_and_out_at_any_position_the_same_with_and_without_vectors()
    {
        var random = new Random(2);
        for (var round = 0; round < 5_000; round++)
        {
            var at = random.Next(Node.Capacity);
            var value = Any(random);
            var lanes = AnyLanes(random);
            lanes[Node.Capacity - 1] = Lanes.Vacant;
            List<long> expected = [.. Values(lanes)];
            expected.Insert(at, value);
            expected.RemoveAt(Node.Capacity);

            var (wide, scalar) = (lanes, AnyLanes(random));
            Lanes.Insert512(in wide, at, value, ref wide); // in place
            Lanes.InsertScalar(in lanes, at, value, ref scalar);
            Assert.Equal(expected, Values(wide));
            Assert.Equal(expected, Values(scalar));
            var inPlace = lanes;
            Lanes.InsertScalar(in inPlace, at, value, ref inPlace);
            Assert.Equal(expected, Values(inPlace));
            var half = lanes;
            Lanes.Insert256(in half, at, value, ref half);
            Assert.Equal(expected, Values(half));

            expected.RemoveAt(at);
            expected.Add(Lanes.Vacant);
            var full = wide;
            Lanes.Remove512(in full, at, ref wide);
            Lanes.RemoveScalar(in full, at, ref scalar);
            Lanes.Remove256(in half, at, ref half);
            Assert.Equal(expected, Values(half));
            Lanes.RemoveScalar(in full, at, ref full);
            Assert.Equal(expected, Values(wide));
            Assert.Equal(expected, Values(scalar));
            Assert.Equal(expected, Values(full));
        }
    }

    [Fact]
    public void The_largest_lane_is_found_the_same_with_and_without_vectors()
    {
        var random = new Random(3);
        for (var round = 0; round < 5_000; round++)
        {
            var lanes = AnyLanes(random);
            Assert.Equal(Values(lanes).Max(), Lanes.Max(in lanes));
            Assert.Equal(Values(lanes).Max(), Lanes.MaxScalar(in lanes));
        }
    }

    [Fact]
    public void No_lane_is_above_the_largest_bound()
    {
        var lanes = new Lanes();
        for (var lane = 0; lane < Node.Capacity; lane++)
            lanes[lane] = long.MaxValue - (lane % 2);
        Assert.Equal(0u, Lanes.Above(in lanes, long.MaxValue));
        Assert.Equal(0x5555u, Lanes.Above(in lanes, long.MaxValue - 1));
    }

    /// <summary>The whole tree on processors with narrower vectors and with none: the model test again, in a process of its own.</summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic", 0)]
    public async Task A_tree_answers_the_same_where_the_processor_has_no_such_vectors(string disabled, int bits)
    {
        if (bits >= WidestVector())
            return; // this process took that path, or a narrower one, itself

        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(LanesTests).Assembly.Location);
        foreach (var argument in (string[])["-method", $"{typeof(IntervalTreeModelTests).FullName}.*", "-method", $"{typeof(LanesTests).FullName}.{nameof(The_widest_vector_is_the_one_that_was_asked_for)}", "-noLogo", "-noColor"])
            start.ArgumentList.Add(argument);
        start.Environment[disabled] = "0";
        start.Environment[VectorBits] = bits.ToString(CultureInfo.InvariantCulture);

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {await output}{await errors}");
        Assert.Contains("Total: 5, Errors: 0, Failed: 0", await output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_widest_vector_is_the_one_that_was_asked_for()
    {
        if (Environment.GetEnvironmentVariable(VectorBits) is { } bits)
            Assert.Equal(int.Parse(bits, CultureInfo.InvariantCulture), WidestVector());
    }

    private static int WidestVector() =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    private static Lanes AnyLanes(Random random)
    {
        var lanes = new Lanes();
        for (var lane = 0; lane < Node.Capacity; lane++)
            lanes[lane] = Any(random);
        return lanes;
    }

    private static long[] Values(Lanes lanes) => ((ReadOnlySpan<long>)lanes).ToArray();

    private static long Any(Random random) => random.Next(3) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : s_special[random.Next(s_special.Length)];
}

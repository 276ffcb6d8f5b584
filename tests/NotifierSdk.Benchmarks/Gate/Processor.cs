using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace NotifierSdk.Benchmarks.Gate;

/// <summary>The processor that judges.</summary>
internal static class Processor
{
    /// <summary>Its name as it gives it itself, and what tells it from others that give the same; the number of processors that this process may use; the widest vector.</summary>
    internal static string Name { get; } = $"{Model()}, {Environment.ProcessorCount} processors, {VectorBits} bit vectors";

    private static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 64;

    private static string Model()
    {
        if (!X86Base.IsSupported)
            return $"{RuntimeInformation.ProcessArchitecture} {ArmPart()}".Trim();

        // Virtual machines often hide the number of the model in the name; family and model are told all the same.
        var signature = X86Base.CpuId(1, 0).Eax;
        var (family, model) = (signature >> 8 & 0xf, signature >> 4 & 0xf);
        if (family is 6 or 15)
            model |= signature >> 12 & 0xf0;
        if (family == 15)
            family += signature >> 20 & 0xff;
        return $"{Brand()} (family {family}, model {model})";
    }

    private static string Brand()
    {
        if ((uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax < 0x80000004)
            return "x86";
        Span<byte> brand = stackalloc byte[48];
        for (var leaf = 0; leaf < 3; leaf++)
        {
            var (a, b, c, d) = X86Base.CpuId(unchecked((int)0x80000002 + leaf), 0);
            int[] words = [a, b, c, d];
            for (var word = 0; word < words.Length; word++)
                BinaryPrimitives.WriteInt32LittleEndian(brand[((leaf * 16) + (word * 4))..], words[word]);
        }

        return Encoding.ASCII.GetString(brand).Trim('\0', ' ');
    }

    private static string ArmPart()
    {
        const string Info = "/proc/cpuinfo";
        return File.Exists(Info) && File.ReadLines(Info).FirstOrDefault(line => line.StartsWith("CPU part", StringComparison.Ordinal)) is { } part
            ? $"part {part[(part.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()}"
            : "";
    }
}

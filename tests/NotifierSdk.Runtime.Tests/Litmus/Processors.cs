using System.Runtime.InteropServices;

namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>Gives the calling thread a processor that no other thread of the race has. Elsewhere than on Linux the system's scheduler places it.</summary>
internal static partial class Processors
{
    private const int Words = 16; // 1024 processors, as many as the C library's own set

    internal static void Pin(int index)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var allowed = new ulong[Words];
        Check(GetAffinity(0, Words * sizeof(ulong), allowed), nameof(GetAffinity));
        var processors = Enumerable.Range(0, Words * 64).Where(processor => (allowed[processor / 64] >> processor % 64 & 1) != 0).ToArray();
        var own = processors[index % processors.Length];
        var mask = new ulong[Words];
        mask[own / 64] = 1ul << own % 64;
        Check(SetAffinity(0, Words * sizeof(ulong), mask), nameof(SetAffinity));
    }

    private static void Check(int result, string call)
    {
        if (result < 0)
            throw new InvalidOperationException($"{call} failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nuint size, [Out] ulong[] mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint size, ulong[] mask);
}

using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using NotifierSdk.Linux;

namespace NotifierSdk.Tests;

/// <summary>What validation mode adds to the report of memory that nobody disposed.</summary>
[SupportedOSPlatform("linux")]
public sealed class LeakedMemoryTests
{
    [Fact]
    public void The_report_of_leaked_memory_says_where_it_was_mapped()
    {
        MappedMemoryLeakedEventArgs? heard = null;
        EventHandler<MappedMemoryLeakedEventArgs> hear = (_, leak) => heard = leak;
        MappedMemory.Leaked += hear;
        Leak();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        MappedMemory.Leaked -= hear;
        Assert.Contains(nameof(Leak), heard!.Place, StringComparison.Ordinal);
        Assert.EndsWith(heard.Place!, $"{heard}", StringComparison.Ordinal);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leak() => MappedMemory.Map(new AddressSpace("leaky"), (ulong)Environment.SystemPageSize);
}

using System.Runtime.CompilerServices;

namespace NotifierSdk.Linux.Tests;

/// <summary>Memory that nobody disposes.</summary>
public class LifetimeTests
{
    [Fact]
    public void Forgotten_memory_stays_mapped_while_its_space_can_be_reached_and_no_longer()
    {
        Assert.True(IsMappedWhileTheSpaceLives("forgotten"));
        Collect();
        Assert.False(Kernel.IsFileMapped("forgotten"));
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // so that nothing of it is left on the test's own stack frame
    private static bool IsMappedWhileTheSpaceLives(string name)
    {
        var space = new AddressSpace();
        Forget(space, name);
        Collect();
        var isMapped = Kernel.IsFileMapped(name); // a notifier of the space may still mirror it
        GC.KeepAlive(space);
        return isMapped;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(AddressSpace space, string name)
    {
        using var file = MemoryFile.Create(name, Kernel.Page);
        MappedMemory.Map(space, file, 0, Kernel.Page);
    }

    private static void Collect()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}

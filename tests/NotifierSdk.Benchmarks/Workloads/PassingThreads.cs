namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>Threads that each announce one change to a space and are gone.</summary>
internal static class PassingThreads
{
    private const int Threads = 1000;

    /// <summary>The bytes that stay behind for each of them.</summary>
    internal static double BytesForEach()
    {
        var space = new AddressSpace();
        Pass(space, Threads); // whatever is made once is made here
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Pass(space, Threads);
        var left = GC.GetTotalMemory(forceFullCollection: true) - before;
        space.Dispose();
        return Math.Max(0, (double)left / Threads);
    }

    private static void Pass(AddressSpace space, int threads)
    {
        for (var i = 0; i < threads; i++)
        {
            var thread = new Thread(() => space.BeginInvalidate(AddressRange.FromLength(0x1000, 0x1000), InvalidationEvent.Unmap).Dispose());
            thread.Start();
            thread.Join();
        }
    }
}

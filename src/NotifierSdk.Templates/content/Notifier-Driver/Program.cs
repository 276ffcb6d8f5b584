using NotifierSdk;
#if (isLinux)
using NotifierSdk.Linux;
#endif

namespace NotifierDriver;

internal static class Program
{
#if (async)
    private static async Task Main()
#else
    private static void Main()
#endif
    {
        using var space = new AddressSpace("guest");
#if (isLinux)
        using var file = MemoryFile.Create("guest memory", 1 << 16);
        using var memory = MappedMemory.Map(space, file, offset: 0, file.Length);
        var cache = new PageCache(new LinuxMemory(memory));
        space.Insert(cache, memory.Range);
        var page = AddressRange.FromLength(memory.Range.Start, (ulong)Environment.SystemPageSize);
#else
        var memory = new GuestMemory(space, pages: 16);
        var page = GuestMemory.Page(1);
        memory.Map(page, content: 42);
        var cache = new PageCache(memory);
        space.Insert(cache, memory.Range);
#endif

#if (async)
        Console.WriteLine($"fault: {await cache.FaultAsync(page)}, the cache has {Show()}");
#else
        Console.WriteLine($"fault: {cache.Fault(page)}, the cache has {Show()}");
#endif
#if (isLinux)
        memory.Unmap(page);
#else
        memory.Map(page, content: 0);
#endif
        Console.WriteLine($"unmapped: the cache has {Show()}");
#if (async)
        Console.WriteLine($"fault: {await cache.FaultAsync(page)}, the cache has {Show()}");
#else
        Console.WriteLine($"fault: {cache.Fault(page)}, the cache has {Show()}");
#endif
        cache.Remove();

        string Show() => cache[page.Start] is null ? "nothing" : "the page";
    }
}

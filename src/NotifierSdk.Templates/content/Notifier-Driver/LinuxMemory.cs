using NotifierSdk;
using NotifierSdk.Linux;

namespace NotifierDriver;

/// <summary>Pages of a memory file, which are mapped with mmap. MappedMemory announces each change of the mapping.</summary>
public sealed class LinuxMemory(MappedMemory memory) : IPageSource
{
#if (async)
    /// <summary>Gets the offset of a page in the file, or null if nothing is mapped there.</summary>
    public ValueTask<ulong?> ReadAsync(AddressRange page, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ulong?>(memory.TryTranslate(page.Start, out _, out var offset) ? offset : null);
#else
    /// <summary>Gets the offset of a page in the file. Returns false if nothing is mapped there.</summary>
    public bool TryRead(AddressRange page, out ulong content) => memory.TryTranslate(page.Start, out _, out content);
#endif
}

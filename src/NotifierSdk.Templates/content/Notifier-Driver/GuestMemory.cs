using NotifierSdk;

namespace NotifierDriver;

/// <summary>A memory of a few pages that announces its own changes. Replace it with the memory that you mirror.</summary>
public sealed class GuestMemory(AddressSpace space, ulong pages) : IPageSource
{
    /// <summary>The number of bytes in a page.</summary>
    public const ulong PageSize = 0x1000;

    private readonly ulong[] _contents = new ulong[pages]; // 0: nothing is mapped there

    /// <summary>Gets the range of all pages.</summary>
    public AddressRange Range => AddressRange.FromLength(0, (ulong)_contents.Length * PageSize);

    /// <summary>Gets the range of a page by the number of the page.</summary>
    public static AddressRange Page(ulong number) => AddressRange.FromLength(number * PageSize, PageSize);

    /// <summary>Maps a new content at a page. 0 unmaps the page.</summary>
    public void Map(AddressRange page, ulong content)
    {
        // When BeginInvalidate returns, no shadow has the page. Until the scope ends, no fault puts it back.
        using (space.BeginInvalidate(page, InvalidationEvent.Unmap))
            Volatile.Write(ref _contents[page.Start / PageSize], content);
    }

#if (async)
    /// <inheritdoc/>
    public ValueTask<ulong?> ReadAsync(AddressRange page, CancellationToken cancellationToken)
    {
        var content = Volatile.Read(ref _contents[page.Start / PageSize]);
        return ValueTask.FromResult<ulong?>(content == 0 ? null : content);
    }
#else
    /// <inheritdoc/>
    public bool TryRead(AddressRange page, out ulong content)
    {
        content = Volatile.Read(ref _contents[page.Start / PageSize]);
        return content != 0;
    }
#endif
}

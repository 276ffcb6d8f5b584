using NotifierSdk;

namespace NotifierDriver;

/// <summary>A memory of a few pages that announces its own changes. Replace it with the memory that you mirror.</summary>
public sealed class GuestMemory(AddressSpace space, ulong pages) : IPageSource
{
    /// <summary>The bytes of a page.</summary>
    public const ulong PageSize = 0x1000;

    private readonly ulong[] _contents = new ulong[pages]; // 0: nothing is mapped there

    /// <summary>All of the memory.</summary>
    public AddressRange Range => AddressRange.FromLength(0, (ulong)_contents.Length * PageSize);

    /// <summary>A page, by its number.</summary>
    public static AddressRange Page(ulong number) => AddressRange.FromLength(number * PageSize, PageSize);

    /// <summary>Maps something else at a page; 0 unmaps it.</summary>
    public void Map(AddressRange page, ulong content)
    {
        // When this returns, no shadow has the page any more. Until the scope ends, no fault brings it back.
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

using NotifierSdk;

namespace NotifierDriver;

/// <summary>The memory that the driver mirrors. An implementation announces each change to the address space before it makes the change.</summary>
public interface IPageSource
{
#if (async)
    /// <summary>Reads the content of a page. Returns null if nothing is mapped there. The driver holds no lock during the call, so it may take long.</summary>
    ValueTask<ulong?> ReadAsync(AddressRange page, CancellationToken cancellationToken);
#else
    /// <summary>Reads the content of a page. Returns false if nothing is mapped there. The driver holds no lock during the call, so it may take long.</summary>
    bool TryRead(AddressRange page, out ulong content);
#endif
}

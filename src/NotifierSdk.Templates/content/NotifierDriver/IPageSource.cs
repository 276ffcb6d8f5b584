using NotifierSdk;

namespace NotifierDriver;

/// <summary>The memory that the driver mirrors. Whoever implements it announces each change to the address space before it makes it.</summary>
public interface IPageSource
{
#if (async)
    /// <summary>Reads what a page contains; null if nothing is mapped there. May take long: the driver holds no lock.</summary>
    ValueTask<ulong?> ReadAsync(AddressRange page, CancellationToken cancellationToken);
#else
    /// <summary>Reads what a page contains; false if nothing is mapped there. May take long: the driver holds no lock.</summary>
    bool TryRead(AddressRange page, out ulong content);
#endif
}

using NotifierSdk.Testing.Oracle;

namespace NotifierSdk.Testing;

/// <summary>A page that a collect step has pinned. It is unpinned exactly once, or kept in the shadow.</summary>
public sealed class PinnedPage
{
    private readonly PinLedger _ledger;

    internal PinnedPage(PinLedger ledger, int page, int version) => (_ledger, Page, Version) = (ledger, page, version);

    /// <summary>Which page.</summary>
    public int Page { get; }

    /// <summary>Its version when it was pinned.</summary>
    public int Version { get; }

    internal bool IsUnpinned { get; private set; }

    /// <summary>Gives the page back. A second call fails the scenario.</summary>
    public void Unpin()
    {
        if (IsUnpinned)
            _ledger.UnpinnedTwice(this);
        IsUnpinned = true;
    }
}

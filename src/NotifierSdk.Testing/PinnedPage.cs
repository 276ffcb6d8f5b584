using NotifierSdk.Testing.Oracle;

namespace NotifierSdk.Testing;

/// <summary>Represents a page that a collect step has pinned. The driver must unpin it exactly once, or keep it in the shadow.</summary>
public sealed class PinnedPage
{
    private readonly PinLedger _ledger;

    internal PinnedPage(PinLedger ledger, int page, int version) => (_ledger, Page, Version) = (ledger, page, version);

    /// <summary>Gets the number of the page.</summary>
    public int Page { get; }

    /// <summary>Gets the version that the page had when it was pinned.</summary>
    public int Version { get; }

    internal bool IsUnpinned { get; private set; }

    /// <summary>Releases the page. A second call fails the scenario.</summary>
    public void Unpin()
    {
        if (IsUnpinned)
            _ledger.UnpinnedTwice(this);
        IsUnpinned = true;
    }
}

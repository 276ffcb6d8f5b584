using NotifierSdk.Testing.Scheduling;

namespace NotifierSdk.Testing.Oracle;

/// <summary>What collect steps have acquired: each pin is given back once, or is in a shadow at the end.</summary>
internal sealed class PinLedger(Run run)
{
    private readonly List<PinnedPage> _pins = [];
    private readonly List<Func<IEnumerable<PinnedPage>>> _kept = [];

    internal PinnedPage Add(int page, int version)
    {
        var pin = new PinnedPage(this, page, version);
        _pins.Add(pin);
        return pin;
    }

    internal void Keeps(Func<IEnumerable<PinnedPage>> pins)
    {
        ArgumentNullException.ThrowIfNull(pins);
        _kept.Add(pins);
    }

    internal void UnpinnedTwice(PinnedPage pin) =>
        run.Note(Verdict.Leak, $"page {pin.Page}, pinned at version {pin.Version}, is unpinned a second time: what a collect acquired is discarded once");

    internal void CheckAtEnd()
    {
        var kept = _kept.SelectMany(pins => pins()).ToHashSet<PinnedPage>(ReferenceEqualityComparer.Instance);
        foreach (var pin in _pins)
        {
            if (!pin.IsUnpinned && !kept.Contains(pin))
                run.Note(Verdict.Leak, $"page {pin.Page}, pinned at version {pin.Version}, was neither committed nor unpinned: whatever a collect acquired and nobody committed is discarded");
            else if (pin.IsUnpinned && kept.Contains(pin))
                run.Note(Verdict.Leak, $"page {pin.Page}, pinned at version {pin.Version}, is unpinned, and the shadow still holds it");
        }
    }
}

using System.Globalization;
using NotifierSdk.Testing.Reporting;
using NotifierSdk.Testing.Scheduling;

namespace NotifierSdk.Testing.Oracle;

/// <inheritdoc cref="IShadowMirror"/>
internal sealed class ShadowMirror<T>(
    IntervalNotifier driver, AddressSpace space, AddressRange[] pages, Func<AddressRange, T?> shadow, Func<AddressRange, T?> mapping, string prefix) : IShadowMirror
    where T : struct, IEquatable<T>
{
    private readonly T?[] _seen = new T?[pages.Length];

    public IntervalNotifier Driver => driver;

    public HashSet<object> Locks { get; } = new(ReferenceEqualityComparer.Instance);

    public void Look(Run run, ProtocolOracle oracle)
    {
        for (var page = 0; page < pages.Length; page++)
        {
            var now = shadow(pages[page]);
            if (Nullable.Equals(now, _seen[page]))
                continue;
            _seen[page] = now;
            run.NoteShadow(this, page, isWrite: true);
            run.Tell(now is { } held ? $"shadow: page {page} = {Text(held)}" : $"shadow: page {page} dropped");
            if (now is { } committed)
                CheckCommit(run, oracle, page, committed);
        }
    }

    public void CheckEmpty(Run run, ProtocolOracle oracle, AddressSpace changed, AddressRange range)
    {
        if (!ReferenceEquals(space, changed) || oracle.IsLeaving(driver))
            return;
        for (var page = 0; page < pages.Length; page++)
        {
            if (!range.Overlaps(pages[page]))
                continue;
            run.NoteShadow(this, page, isWrite: false);
            if (_seen[page] is { } held)
                run.Note(Verdict.StaleShadow, $"stale shadow entry: begin returned, and the shadow of {run.NameOf(driver)} still holds page {page} ({Text(held)})");
        }
    }

    public void CheckCurrent(Run run, ProtocolOracle oracle, AddressSpace? changed, AddressRange range)
    {
        if ((changed is not null && !ReferenceEquals(space, changed)) || oracle.IsLeaving(driver))
            return;
        for (var page = 0; page < pages.Length; page++)
        {
            if (!range.Overlaps(pages[page]))
                continue;
            run.NoteShadow(this, page, isWrite: false);
            if (_seen[page] is { } held && mapping(pages[page]) is var now && !Nullable.Equals(now, held))
                run.Note(Verdict.StaleShadow, $"stale shadow entry: {Mirrors(page, held, now)}");
        }
    }

    public string Describe() => string.Join(", ", _seen.Select((held, page) => $"page {page}: {(held is { } value ? Text(value) : "–")}"));

    public string DescribeMapping() => string.Join(", ", pages.Select((range, page) => $"page {page}: {TextOfMapping(range)}"));

    private void CheckCommit(Run run, ProtocolOracle oracle, int page, T committed)
    {
        if (oracle.IsChanging(space, pages[page]))
        {
            run.Note(Verdict.StaleShadow, $"stale shadow entry: page {page} ({Text(committed)}) is committed by {run.NameOf(driver)} while an invalidation of it runs, between its begin and its end");
            return;
        }

        if (oracle.IsGone(driver))
            run.Note(Verdict.ProtocolViolation, $"page {page} is committed by {run.NameOf(driver)} after its Remove returned");
        if (mapping(pages[page]) is var now && !Nullable.Equals(now, committed))
            run.Note(Verdict.StaleShadow, $"stale shadow entry: {Mirrors(page, committed, now)}");
    }

    private string Mirrors(int page, T held, T? now) => prefix == "v"
        ? $"page {page} mirrors version {held}, the mapping is at version {now}"
        : $"page {page} holds {Text(held)}, the mapping says {(now is { } value ? Text(value) : "nothing")}";

    // A report is written also where the author's function throws: that is what it reports.
    private string TextOfMapping(AddressRange range)
    {
        try
        {
            return mapping(range) is { } value ? Text(value) : "–";
        }
        catch (Exception exception)
        {
            return $"threw {exception.GetType().Name}";
        }
    }

    private string Text(T value) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{value}");
}

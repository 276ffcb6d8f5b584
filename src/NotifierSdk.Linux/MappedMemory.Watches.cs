using NotifierSdk.Linux.Interop;
using NotifierSdk.Linux.Mappings;

namespace NotifierSdk.Linux;

public sealed partial class MappedMemory
{
    private IRangeWatch[] _watches = []; // replaced as a whole, under the lock of changes

    /// <summary>Starts to watch for writes to a range. <see cref="WriteWatch.Collect"/> announces the pages that were written since.</summary>
    /// <remarks>
    /// The method announces the range once as <see cref="InvalidationEvent.Write"/>, because earlier writes were not watched and no shadow of older contents must stay. It waits for the callbacks.
    /// </remarks>
    /// <param name="range">Whole pages inside <see cref="Range"/>, mapped or not. Pages that are mapped there later are watched too.</param>
    /// <returns>The watch. To end it, dispose it. It does not end when the memory is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not made of whole pages, or reaches beyond <see cref="Range"/>.</exception>
    /// <exception cref="InvalidOperationException">A part of the range is watched already.</exception>
    /// <exception cref="PlatformNotSupportedException">The kernel does not support it. The message says what is missing (<see cref="WriteWatch.IsSupported"/>).</exception>
    /// <exception cref="SystemCallException">
    /// The kernel refused; with <c>EBUSY</c> where something else has registered the range with userfaultfd, such as a <see cref="ForeignMappings"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">This object, or its space, was disposed.</exception>
    public WriteWatch WatchWrites(AddressRange range)
    {
        lock (_changes)
        {
            CheckInside(range);
            if (Array.Find(_watches, watch => watch is WriteWatch && watch.Range.Overlaps(range)) is { } other)
                throw new InvalidOperationException($"{other.Range} is watched already, and the kernel reports a write to {range} once. Use that watch, or dispose it first.");
            var watch = WriteWatch.Open(this, range);
            try
            {
                using (Space.BeginInvalidate(range, InvalidationEvent.Write, null, InvalidationSource.CannotVeto))
                    Add(watch);
            }
            catch
            {
                watch.Close();
                throw;
            }

            return watch;
        }
    }

    /// <summary>Has a watcher watch what is mapped in its range, and from then on what will be.</summary>
    /// <param name="watch">Who watches.</param>
    /// <param name="unwatch">What to do with what was watched before the kernel refused a part, if the watcher lives on.</param>
    internal void Add(IRangeWatch watch, Action<AddressRange>? unwatch = null)
    {
        lock (_changes)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var watched = new List<AddressRange>();
            foreach (var segment in _mapping.Segments.Segments)
            {
                if (segment.Range.Intersect(watch.Range) is not { } part)
                    continue;
                if (!watch.TryWatch(part))
                {
                    var refusal = SystemCallException.Last("ioctl of userfaultfd", part);
                    // Only these: older kernels also take what another userfaultfd has.
                    foreach (var other in watched)
                        unwatch?.Invoke(other);
                    throw refusal;
                }

                watched.Add(part);
            }

            _watches = [.. _watches, watch];
        }
    }

    /// <summary>Ends it.</summary>
    /// <param name="watch">Who watched.</param>
    /// <param name="unwatch">What to do with what is still mapped, if the watcher lives on.</param>
    internal void Remove(IRangeWatch watch, Action<AddressRange>? unwatch = null)
    {
        lock (_changes)
        {
            _watches = [.. _watches.Where(other => other != watch)];
            foreach (var segment in _mapping.Segments.Segments)
            {
                if (segment.Range.Intersect(watch.Range) is { } part)
                    unwatch?.Invoke(part);
            }
        }
    }

    /// <summary>The part of a range that is mapped from an address on, under the lock of changes; null if nothing is.</summary>
    internal AddressRange? NextMapped(ulong address, AddressRange range)
    {
        foreach (var segment in _mapping.Segments.Segments)
        {
            if (segment.Range.Last >= address && segment.Range.Intersect(range) is { } part && part.Last >= address)
                return AddressRange.FromBounds(Math.Max(address, part.Start), part.Last);
        }

        return null;
    }

    /// <summary>Nobody changes the mapping while this is held.</summary>
    internal Lock.Scope KeepUnchanged() => _changes.EnterScope();

    /// <summary>Takes pages off the record that others unmapped or mapped over. Takes no lock. Only for memory whose pages are all registered with userfaultfd.</summary>
    internal void StrikeVanished(AddressRange range, PageMap pageMap, Func<bool> areRegistered)
    {
        if (range.Intersect(Range) is { } part)
            _mapping.StrikeVanished(part, pageMap, areRegistered);
    }

    /// <summary>What was mapped anew is unknown to the kernel's watches. Called before the invalidation ends: whoever looks after that sees what was written until now.</summary>
    // A refusal is no failure of the change. Each watcher finds out by itself, and says how.
    private void WatchAgain(AddressRange range)
    {
        foreach (var watch in _watches)
        {
            if (watch.Range.Intersect(range) is { } part)
                watch.TryWatch(part);
        }
    }
}

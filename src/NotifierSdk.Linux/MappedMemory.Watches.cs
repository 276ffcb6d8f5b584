namespace NotifierSdk.Linux;

public sealed partial class MappedMemory
{
    private WriteWatch[] _watches = []; // replaced as a whole, under the lock of changes

    /// <summary>Begins to watch who writes to a range. <see cref="WriteWatch.Collect"/> announces what was written since.</summary>
    /// <remarks>
    /// Announces the range once as <see cref="InvalidationEvent.Write"/>: what was written before was not watched, and no shadow of older contents must stay.
    /// Waits for the callbacks.
    /// </remarks>
    /// <param name="range">Whole pages inside <see cref="Range"/>, mapped or not. Pages that are mapped there later are watched too.</param>
    /// <returns>The watch. Dispose it to end it; disposing the memory does not.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not made of whole pages, or reaches beyond <see cref="Range"/>.</exception>
    /// <exception cref="InvalidOperationException">A part of the range is watched already.</exception>
    /// <exception cref="PlatformNotSupportedException">The kernel cannot do it; the message says what is missing (<see cref="WriteWatch.IsSupported"/>).</exception>
    /// <exception cref="SystemCallException">The kernel refused; with <c>EBUSY</c> where something else in the process has registered the range with userfaultfd.</exception>
    /// <exception cref="ObjectDisposedException">This object, or its space, was disposed.</exception>
    public WriteWatch WatchWrites(AddressRange range)
    {
        lock (_changes)
        {
            CheckInside(range);
            if (Array.Find(_watches, watch => watch.Range.Overlaps(range)) is { } other)
                throw new InvalidOperationException($"{other.Range} is watched already, and the kernel reports a write to {range} once. Use that watch, or dispose it first.");
            var watch = WriteWatch.Open(this, range);
            try
            {
                using (Space.BeginInvalidate(range, InvalidationEvent.Write, null, InvalidationSource.CannotVeto))
                    watch.Begin(_mapping.Segments);
            }
            catch
            {
                watch.Close();
                throw;
            }

            _watches = [.. _watches, watch];
            return watch;
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

    internal void Forget(WriteWatch watch)
    {
        lock (_changes)
            _watches = [.. _watches.Where(other => other != watch)];
    }

    /// <summary>What was mapped anew is unknown to the kernel's watch. Called before the invalidation ends: whoever looks after that sees what was written until now.</summary>
    private void WatchAgain(AddressRange range)
    {
        foreach (var watch in _watches)
        {
            if (watch.Range.Intersect(range) is { } part)
                watch.WatchAgain(part);
        }
    }
}

using NotifierSdk.Linux.Interop;
using NotifierSdk.Linux.Mappings;

namespace NotifierSdk.Linux;

public sealed partial class MappedMemory
{
    private readonly Lock _changes = new(); // held from before a change is announced until after it has ended

    /// <summary>How a change is announced, and whether anybody may wait for it.</summary>
    private readonly record struct Announcement(InvalidationEvent Event, object? Owner, bool IsBlockable);

    /// <summary>Returns pages to the kernel (<c>munmap</c>). The addresses no longer belong to this object.</summary>
    /// <param name="range">The pages.</param>
    /// <param name="event">The reason for the change, which notifiers get.</param>
    /// <param name="owner">The object that makes the change. A driver can ignore its own changes (<see cref="IntervalNotifier.Owner"/>).</param>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public void Unmap(AddressRange range, InvalidationEvent @event = InvalidationEvent.Unmap, object? owner = null) =>
        UnmapAnnounced(range, new Announcement(@event, owner, IsBlockable: true));

    /// <summary>Does the same as <see cref="Unmap"/> for a caller that must not wait.</summary>
    /// <inheritdoc cref="Unmap" path="/param"/>
    /// <inheritdoc cref="TryProtect" path="/returns"/>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public bool TryUnmap(AddressRange range, InvalidationEvent @event = InvalidationEvent.Unmap, object? owner = null) =>
        UnmapAnnounced(range, new Announcement(@event, owner, IsBlockable: false));

    /// <summary>Changes the protection of pages (<c>mprotect</c>). The change is announced whether it adds rights or removes them.</summary>
    /// <param name="range">The pages.</param>
    /// <param name="protection">The new protection.</param>
    /// <param name="event">
    /// The reason for the change. The default is <see cref="InvalidationEvent.ProtectionVma"/> even for a part of the memory, because the kernel makes that part a mapping with its own
    /// protection.
    /// </param>
    /// <param name="owner">The object that makes the change. A driver can ignore its own changes (<see cref="IntervalNotifier.Owner"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The range is not made of whole pages, or not all of it is mapped here; or the protection, the sharing, or the event is unknown.
    /// </exception>
    /// <exception cref="SystemCallException">
    /// The kernel refused the change, for example with <c>EACCES</c> or <c>ENOMEM</c>. The invalidation has ended. After a refused <c>mprotect</c>, each page has either its former protection or
    /// the new one, and spans are refused for access that only one of them allows.
    /// </exception>
    /// <exception cref="ArgumentException">The event is <see cref="InvalidationEvent.Release"/> or <see cref="InvalidationEvent.Removed"/>, which only the space itself sends.</exception>
    /// <exception cref="AggregateException">A callback threw an exception. Nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">This object, or its space, was disposed.</exception>
    public void Protect(AddressRange range, MemoryProtection protection, InvalidationEvent @event = InvalidationEvent.ProtectionVma, object? owner = null) =>
        ProtectAnnounced(range, protection, new Announcement(@event, owner, IsBlockable: true));

    /// <summary>Does the same as <see cref="Protect"/> for a caller that must not wait.</summary>
    /// <inheritdoc cref="Protect" path="/param"/>
    /// <returns>
    /// False if a notifier would have had to wait for its lock, or another change of the memory is in progress. Nothing was changed.
    /// </returns>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public bool TryProtect(AddressRange range, MemoryProtection protection, InvalidationEvent @event = InvalidationEvent.ProtectionVma, object? owner = null) =>
        ProtectAnnounced(range, protection, new Announcement(@event, owner, IsBlockable: false));

    /// <summary>
    /// Drops the contents of pages (<c>MADV_DONTNEED</c>). The next access finds zeroes or the file's page, which other mappings keep.
    /// </summary>
    /// <inheritdoc cref="Unmap" path="/param"/>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public void Discard(AddressRange range, InvalidationEvent @event = InvalidationEvent.Clear, object? owner = null) =>
        AdviseAnnounced(range, LibC.AdviseDontNeed, new Announcement(@event, owner, IsBlockable: true));

    /// <summary>Does the same as <see cref="Discard"/> for a caller that must not wait.</summary>
    /// <inheritdoc cref="Unmap" path="/param"/>
    /// <inheritdoc cref="TryProtect" path="/returns"/>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public bool TryDiscard(AddressRange range, InvalidationEvent @event = InvalidationEvent.Clear, object? owner = null) =>
        AdviseAnnounced(range, LibC.AdviseDontNeed, new Announcement(@event, owner, IsBlockable: false));

    /// <summary>Lets the kernel drop the contents of anonymous pages when memory is short (<c>MADV_FREE</c>); cheaper than <see cref="Discard"/>.</summary>
    /// <remarks>
    /// Only the call is announced. Until a page is written again, its contents may become zeroes at any time without an announcement. A driver must not
    /// commit the contents or the frame of such a page. If a driver may do so, call <see cref="Discard"/> instead.
    /// </remarks>
    /// <param name="range">Pages of anonymous memory.</param>
    /// <param name="event">The reason for the change, which notifiers get.</param>
    /// <param name="owner">The object that makes the change. A driver can ignore its own changes (<see cref="IntervalNotifier.Owner"/>).</param>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public void DiscardLazily(AddressRange range, InvalidationEvent @event = InvalidationEvent.Clear, object? owner = null)
    {
        if (!_mapping.Segments.IsAnonymous(range))
            throw new ArgumentOutOfRangeException(nameof(range), range, $"A part of {range} comes from a file, and only anonymous memory can be discarded lazily. Call {nameof(Discard)}.");
        AdviseAnnounced(range, LibC.AdviseFree, new Announcement(@event, owner, IsBlockable: true));
    }

    /// <summary>Moves the contents of pages into huge pages now (<c>MADV_COLLAPSE</c>; kernel 6.1 and later). The pages get other frames and keep their contents.</summary>
    /// <inheritdoc cref="Unmap" path="/param"/>
    /// <exception cref="SystemCallException">
    /// The kernel refused: with <c>EINVAL</c> where it cannot use huge pages for this memory, or no whole huge page lies inside the range; with <c>ENOMEM</c> or
    /// <c>EAGAIN</c> where it has none free. Pages that were collapsed before it stopped stay so.
    /// </exception>
    /// <inheritdoc cref="Protect" path="/exception[position() != 2]"/>
    public void Collapse(AddressRange range, InvalidationEvent @event = InvalidationEvent.Migrate, object? owner = null) =>
        AdviseAnnounced(range, LibC.AdviseCollapse, new Announcement(@event, owner, IsBlockable: true));

    /// <summary>Asks the kernel to use huge pages for a range from now on, or not to (<c>MADV_HUGEPAGE</c>, <c>MADV_NOHUGEPAGE</c>).</summary>
    /// <remarks>
    /// Nothing is announced, because nothing changes during the call. Later, the kernel may move the contents to other frames without an announcement.
    /// The addresses, the contents, and the result of <see cref="TryTranslate"/> stay the same. Call <see cref="Collapse"/> for a change that is announced.
    /// </remarks>
    /// <param name="range">The pages.</param>
    /// <param name="isPreferred">True to prefer huge pages; false to avoid them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not made of whole pages, or not all of it is mapped here.</exception>
    /// <exception cref="SystemCallException">The kernel refused, with <c>EINVAL</c> where it was built without huge pages.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void PreferHugePages(AddressRange range, bool isPreferred = true)
    {
        lock (_changes)
        {
            CheckPages(range);
            Mapping.Advise(range, isPreferred ? LibC.AdviseHugePages : LibC.AdviseNoHugePages);
        }
    }

    /// <summary>Maps anonymous zeroes over pages in one step (<c>mmap</c>, <c>MAP_FIXED</c>).</summary>
    /// <param name="range">The pages that are replaced.</param>
    /// <param name="protection">
    /// The protection of the new pages. With <see cref="MemoryProtection.None"/> the pages are unmapped and their addresses stay reserved: unlike after
    /// <see cref="Unmap"/>, other code cannot get them.
    /// </param>
    /// <param name="event">The reason for the change. Not only the pages but also the former mapping is gone.</param>
    /// <param name="owner">The object that makes the change. A driver can ignore its own changes (<see cref="IntervalNotifier.Owner"/>).</param>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public void Replace(
        AddressRange range, MemoryProtection protection = MemoryProtection.ReadWrite, InvalidationEvent @event = InvalidationEvent.Unmap, object? owner = null) =>
        ReplaceAnnounced(range, Backing.Anonymous, protection, new Announcement(@event, owner, IsBlockable: true));

    /// <summary>Maps a part of a file over pages in one step (<c>mmap</c>, <c>MAP_FIXED</c>).</summary>
    /// <param name="range">The pages that are replaced.</param>
    /// <param name="file">The file whose pages replace them.</param>
    /// <param name="offset">The offset in the file, which is a multiple of the page size.</param>
    /// <param name="protection">The protection of the new pages.</param>
    /// <param name="sharing">Which mappings see what is written.</param>
    /// <param name="event">The reason for the change. Not only the pages but also the former mapping is gone.</param>
    /// <param name="owner">The object that makes the change. A driver can ignore its own changes (<see cref="IntervalNotifier.Owner"/>).</param>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public void Replace(
        AddressRange range, MemoryFile file, ulong offset, MemoryProtection protection = MemoryProtection.ReadWrite, MemorySharing sharing = MemorySharing.Shared,
        InvalidationEvent @event = InvalidationEvent.Unmap, object? owner = null) =>
        ReplaceAnnounced(range, Backing.Of(file, offset, range.Length, sharing), protection, new Announcement(@event, owner, IsBlockable: true));

    /// <summary>Does the same as <see cref="Replace(AddressRange, MemoryProtection, InvalidationEvent, object?)"/> for a caller that must not wait.</summary>
    /// <inheritdoc cref="Replace(AddressRange, MemoryProtection, InvalidationEvent, object?)" path="/param"/>
    /// <inheritdoc cref="TryProtect" path="/returns"/>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public bool TryReplace(
        AddressRange range, MemoryProtection protection = MemoryProtection.ReadWrite, InvalidationEvent @event = InvalidationEvent.Unmap, object? owner = null) =>
        ReplaceAnnounced(range, Backing.Anonymous, protection, new Announcement(@event, owner, IsBlockable: false));

    /// <summary>
    /// Does the same as <see cref="Replace(AddressRange, MemoryFile, ulong, MemoryProtection, MemorySharing, InvalidationEvent, object?)"/> for a caller that must not wait.
    /// </summary>
    /// <inheritdoc cref="Replace(AddressRange, MemoryFile, ulong, MemoryProtection, MemorySharing, InvalidationEvent, object?)" path="/param"/>
    /// <inheritdoc cref="TryProtect" path="/returns"/>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public bool TryReplace(
        AddressRange range, MemoryFile file, ulong offset, MemoryProtection protection = MemoryProtection.ReadWrite, MemorySharing sharing = MemorySharing.Shared,
        InvalidationEvent @event = InvalidationEvent.Unmap, object? owner = null) =>
        ReplaceAnnounced(range, Backing.Of(file, offset, range.Length, sharing), protection, new Announcement(@event, owner, IsBlockable: false));

    /// <summary>Maps anonymous zeroes where <see cref="Unmap"/> or a move left a hole. Nothing is announced, because nothing was mapped there.</summary>
    /// <param name="range">Pages inside <see cref="Range"/> of which none is mapped here.</param>
    /// <param name="protection">The protection of the new pages.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The pages are not whole, not inside <see cref="Range"/>, or still mapped; or offset and length lie outside the file; or protection or sharing are unknown.
    /// </exception>
    /// <exception cref="SystemCallException">The kernel refused; with <c>EEXIST</c> if the kernel has given the hole to other code.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Fill(AddressRange range, MemoryProtection protection = MemoryProtection.ReadWrite) => FillHole(range, Backing.Anonymous, protection);

    /// <summary>Maps a part of a file where <see cref="Unmap"/> or a move left a hole. Nothing is announced, because nothing was mapped there.</summary>
    /// <param name="range">Pages inside <see cref="Range"/> of which none is mapped here.</param>
    /// <param name="file">The file whose pages are mapped.</param>
    /// <param name="offset">The offset in the file, which is a multiple of the page size.</param>
    /// <param name="protection">The protection of the new pages.</param>
    /// <param name="sharing">Which mappings see what is written.</param>
    /// <inheritdoc cref="Fill(AddressRange, MemoryProtection)" path="/exception"/>
    public void Fill(
        AddressRange range, MemoryFile file, ulong offset, MemoryProtection protection = MemoryProtection.ReadWrite, MemorySharing sharing = MemorySharing.Shared) =>
        FillHole(range, Backing.Of(file, offset, range.Length, sharing), protection);

    /// <summary>Maps anonymous zeroes over pages and the holes between them in one change.</summary>
    /// <remarks>
    /// If the kernel has given a hole to other code, the call throws an exception and changes nothing. To prevent that, keep the addresses reserved:
    /// call <see cref="Replace(AddressRange, MemoryProtection, InvalidationEvent, object?)"/> with <see cref="MemoryProtection.None"/> instead of <see cref="Unmap"/>.
    /// </remarks>
    /// <param name="range">Pages inside <see cref="Range"/>, mapped or not.</param>
    /// <param name="protection">The protection of the new pages.</param>
    /// <param name="event">The reason for the change, which notifiers get.</param>
    /// <param name="owner">The object that makes the change. A driver can ignore its own changes (<see cref="IntervalNotifier.Owner"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The pages are not whole or not inside <see cref="Range"/>; or offset and length lie outside the file; or protection, sharing or event are unknown.
    /// </exception>
    /// <exception cref="SystemCallException">The kernel refused; with <c>EEXIST</c> if the kernel has given a hole to other code.</exception>
    /// <exception cref="AggregateException">A callback threw an exception. Nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">This object, or its space, was disposed.</exception>
    public void FillOrReplace(
        AddressRange range, MemoryProtection protection = MemoryProtection.ReadWrite, InvalidationEvent @event = InvalidationEvent.Unmap, object? owner = null) =>
        FillOrReplaceAnnounced(range, Backing.Anonymous, protection, new Announcement(@event, owner, IsBlockable: true));

    /// <summary>Maps a part of a file over pages and the holes between them in one change.</summary>
    /// <param name="range">Pages inside <see cref="Range"/>, mapped or not.</param>
    /// <param name="file">The file whose pages are mapped.</param>
    /// <param name="offset">The offset in the file, which is a multiple of the page size.</param>
    /// <param name="protection">The protection of the new pages.</param>
    /// <param name="sharing">Which mappings see what is written.</param>
    /// <param name="event">The reason for the change, which notifiers get.</param>
    /// <param name="owner">The object that makes the change. A driver can ignore its own changes (<see cref="IntervalNotifier.Owner"/>).</param>
    /// <inheritdoc cref="FillOrReplace(AddressRange, MemoryProtection, InvalidationEvent, object?)" path="/remarks"/>
    /// <inheritdoc cref="FillOrReplace(AddressRange, MemoryProtection, InvalidationEvent, object?)" path="/exception"/>
    public void FillOrReplace(
        AddressRange range, MemoryFile file, ulong offset, MemoryProtection protection = MemoryProtection.ReadWrite, MemorySharing sharing = MemorySharing.Shared,
        InvalidationEvent @event = InvalidationEvent.Unmap, object? owner = null) =>
        FillOrReplaceAnnounced(range, Backing.Of(file, offset, range.Length, sharing), protection, new Announcement(@event, owner, IsBlockable: true));

    private bool UnmapAnnounced(AddressRange range, in Announcement announcement) =>
        Change(range, in announcement, 0, static (memory, range, _) => memory._mapping.Unmap(range));

    private bool ProtectAnnounced(AddressRange range, MemoryProtection protection, in Announcement announcement)
    {
        protection.CheckKnown();
        return Change(range, in announcement, protection, static (memory, range, protection) => memory._mapping.Protect(range, protection));
    }

    private bool AdviseAnnounced(AddressRange range, int advice, in Announcement announcement) =>
        Change(range, in announcement, advice, static (_, range, advice) => Mapping.Advise(range, advice));

    private bool ReplaceAnnounced(AddressRange range, Backing backing, MemoryProtection protection, in Announcement announcement)
    {
        protection.CheckKnown();
        return Change(range, in announcement, (backing, protection), static (memory, range, what) => memory._mapping.Replace(range, what.backing, what.protection));
    }

    private void FillHole(AddressRange range, Backing backing, MemoryProtection protection)
    {
        protection.CheckKnown();
        lock (_changes)
        {
            CheckInside(range);
            if (!_mapping.Segments.IsClearOf(range))
                throw new ArgumentOutOfRangeException(nameof(range), range, $"{range} is not a hole of {this}: some of it is mapped. {nameof(Replace)} is for pages that are mapped, {nameof(FillOrReplace)} for both.");
            _mapping.Fill(range, backing, protection);
        }
    }

    private void FillOrReplaceAnnounced(AddressRange range, Backing backing, MemoryProtection protection, in Announcement announcement)
    {
        protection.CheckKnown();
        lock (_changes)
        {
            CheckInside(range);
            using (Space.BeginInvalidate(range, announcement.Event, announcement.Owner))
                _mapping.FillOrReplace(range, backing, protection);
        }
    }

    /// <summary>Makes one change of one range: checked, announced, ended.</summary>
    private bool Change<TWhat>(AddressRange range, in Announcement announcement, TWhat what, Action<MappedMemory, AddressRange, TWhat> change)
    {
        if (!TryEnter(in announcement))
            return false;
        try
        {
            CheckPages(range);
            if (!TryBegin(range, in announcement, out var scope))
                return false;
            using (scope)
                change(this, range, what);
            return true;
        }
        finally
        {
            _changes.Exit();
        }
    }

    private bool TryEnter(in Announcement announcement)
    {
        if (!announcement.IsBlockable)
            return _changes.TryEnter();
        _changes.Enter();
        return true;
    }

    private bool TryBegin(AddressRange range, in Announcement announcement, out InvalidationScope scope)
    {
        if (!announcement.IsBlockable)
            return Space.TryBeginInvalidate(range, announcement.Event, announcement.Owner, out scope);
        scope = Space.BeginInvalidate(range, announcement.Event, announcement.Owner);
        return true;
    }

    private void CheckInside(AddressRange range)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        PageSize.CheckRange(range);
        if (!Range.Contains(range))
            throw new ArgumentOutOfRangeException(nameof(range), range, $"{range} reaches beyond {this}. Only the addresses that were mapped at first can be filled.");
    }
}

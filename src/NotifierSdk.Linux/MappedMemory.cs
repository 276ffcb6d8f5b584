using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Linux.Mappings;

namespace NotifierSdk.Linux;

/// <summary>
/// Memory from <c>mmap</c> that announces its own changes to an <see cref="AddressSpace"/>: it begins an invalidation before each system call that
/// takes pages away or changes them, and ends it when the kernel has answered, whatever the answer was.
/// </summary>
/// <remarks>
/// <para>
/// Addresses are those of this process. Every range consists of whole pages (<see cref="Environment.SystemPageSize"/>) that are still mapped here.
/// Pages that <see cref="Unmap"/> or a move gave up belong to whoever the kernel hands them to; this object never touches them again, unless
/// <see cref="Fill(AddressRange, MemoryFile, ulong, MemoryProtection)"/> finds them free.
/// </para>
/// <para>
/// All members may be called from any thread. Changes of one object are made one after the other: each waits for the one before it, and for the
/// callbacks of the notifiers it overlaps. So do not make one in such a callback, nor while holding a lock that a callback takes. What only looks
/// (<see cref="IsMapped"/>, <see cref="TryTranslate"/>) never waits, and is fit for the collect step of a fault.
/// </para>
/// <para>
/// A notifier's callback that throws keeps the change from happening: the <see cref="AggregateException"/> of
/// <see cref="AddressSpace.BeginInvalidate(AddressRange, InvalidationEvent, object?)"/> comes out of the call. On a space that was released every
/// change is refused with an <see cref="ObjectDisposedException"/>; only <see cref="Dispose"/> is still legal (protocol, section 2).
/// </para>
/// </remarks>
public sealed class MappedMemory : IDisposable
{
    private readonly Lock _changes = new(); // held from before a change is announced until after it has ended
    private readonly SafeMappingHandle _handle;

    private MappedMemory(AddressSpace space, SafeMappingHandle handle, ulong length)
    {
        Space = space;
        _handle = handle;
        Range = AddressRange.FromLength((ulong)handle.DangerousGetHandle(), length);
    }

    /// <summary>Where changes are announced.</summary>
    public AddressSpace Space { get; }

    /// <summary>The addresses that were mapped at first. Some may have been given up since.</summary>
    public AddressRange Range { get; }

    /// <summary>What is mapped at the moment, in order of address: ranges that are not adjacent. A snapshot; does not wait.</summary>
    public IReadOnlyList<AddressRange> MappedRanges
    {
        get
        {
            var ranges = new List<AddressRange>();
            foreach (var segment in _handle.Segments.Segments)
            {
                if (ranges.Count > 0 && ranges[^1].Last + 1 == segment.Range.Start)
                    ranges[^1] = AddressRange.FromBounds(ranges[^1].Start, segment.Range.Last);
                else
                    ranges.Add(segment.Range);
            }

            return ranges;
        }
    }

    /// <summary>Maps memory of its own, filled with zeroes, where the kernel has room. With <see cref="MemoryProtection.None"/> it reserves addresses.</summary>
    /// <remarks>Announces nothing: where nothing was mapped, nobody has anything to forget.</remarks>
    /// <param name="space">Where changes are announced from now on.</param>
    /// <param name="length">The number of bytes: a multiple of the page size, at least one page.</param>
    /// <param name="protection">What the processor may do with it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is no positive number of whole pages.</exception>
    /// <exception cref="SystemCallException">The kernel refused, with <c>ENOMEM</c> for instance.</exception>
    public static MappedMemory Map(AddressSpace space, ulong length, MemoryProtection protection = MemoryProtection.ReadWrite)
    {
        ArgumentNullException.ThrowIfNull(space);
        PageSize.CheckLength(length);
        return new MappedMemory(space, SafeMappingHandle.Create(space, length, protection, file: null, offset: 0), length);
    }

    /// <summary>Maps a part of a file, shared with all its other mappings, where the kernel has room. Announces nothing.</summary>
    /// <param name="space">Where changes are announced from now on.</param>
    /// <param name="file">Whose pages are mapped. It may be disposed afterwards.</param>
    /// <param name="offset">Where in the file to begin: a multiple of the page size.</param>
    /// <param name="length">The number of bytes: a multiple of the page size, at least one page.</param>
    /// <param name="protection">What the processor may do with it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Offset or length are no whole pages, or reach beyond the end of the file.</exception>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static MappedMemory Map(AddressSpace space, MemoryFile file, ulong offset, ulong length, MemoryProtection protection = MemoryProtection.ReadWrite)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(file);
        PageSize.CheckLength(length);
        file.CheckContains(offset, length);
        return new MappedMemory(space, SafeMappingHandle.Create(space, length, protection, file, offset), length);
    }

    /// <summary>Whether every page of the range is still mapped by this object. A snapshot; does not wait.</summary>
    public bool IsMapped(AddressRange range) => _handle.Segments.Covers(range);

    /// <summary>Finds out where the byte at an address comes from: what a device needs to know to reach it without the processor's mapping.</summary>
    /// <remarks>
    /// A snapshot; does not wait. It is the primary mapping that a collect step reads: what it says may be outdated at once, which the retry check finds,
    /// because a page is taken off the record only between the begin and the end of an invalidation.
    /// </remarks>
    /// <returns>False if the page is not mapped here, or is anonymous memory.</returns>
    public bool TryTranslate(ulong address, [NotNullWhen(true)] out MemoryFile? file, out ulong offset)
    {
        (file, offset) = _handle.Segments.TryFind(address, out var segment) && segment.File is not null
            ? (segment.File, segment.OffsetOf(address))
            : (null, 0);
        return file is not null;
    }

    /// <summary>The bytes of a range. The caller sees to it that nobody unmaps them, or takes their protection away, while the span is used: that would raise SIGSEGV.</summary>
    /// <param name="range">Any bytes of pages that are mapped; need not be whole pages; at most 2^31-1 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it is mapped here, or it does not fit into a span.</exception>
    public unsafe Span<byte> AsSpan(AddressRange range)
    {
        CheckMapped(range);
        if (range.Length > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(range), range, $"{range} holds 0x{range.Length:x} bytes; a span holds at most 0x{int.MaxValue:x}. Ask for it in parts.");
        return new Span<byte>((void*)range.Start, (int)range.Length);
    }

    /// <summary>Gives pages back to the kernel (<c>munmap</c>); announced as <see cref="InvalidationEvent.Unmap"/>. Their addresses are no longer this object's.</summary>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public void Unmap(AddressRange range)
    {
        lock (_changes)
        {
            CheckPages(range);
            using (Space.BeginInvalidate(range, InvalidationEvent.Unmap))
                _handle.Unmap(range);
        }
    }

    /// <summary>
    /// Changes what the processor may do with pages (<c>mprotect</c>). Announced as <see cref="InvalidationEvent.ProtectionVma"/>, also for a part of the
    /// memory: the kernel makes that part a mapping with a protection of its own. More rights are announced like fewer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not made of whole pages, or not all of it is mapped here.</exception>
    /// <exception cref="SystemCallException">The kernel refused, with <c>EACCES</c> or <c>ENOMEM</c> for instance; the invalidation has ended.</exception>
    /// <exception cref="ObjectDisposedException">This object, or its space, was disposed.</exception>
    public void Protect(AddressRange range, MemoryProtection protection)
    {
        lock (_changes)
        {
            CheckPages(range);
            using (Space.BeginInvalidate(range, InvalidationEvent.ProtectionVma))
                _handle.Protect(range, protection);
        }
    }

    /// <summary>
    /// Drops the contents of pages (<c>madvise</c>, <c>MADV_DONTNEED</c>); announced as <see cref="InvalidationEvent.Clear"/>. The next access finds zeroes, or the
    /// file's page, which other mappings keep.
    /// </summary>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public void Discard(AddressRange range)
    {
        lock (_changes)
        {
            CheckPages(range);
            using (Space.BeginInvalidate(range, InvalidationEvent.Clear))
                _handle.Discard(range);
        }
    }

    /// <summary>
    /// Maps anonymous zeroes over pages in one step (<c>mmap</c>, <c>MAP_FIXED</c>). Announced as <see cref="InvalidationEvent.Unmap"/>: not only the pages
    /// but the mapping that was there is gone. With <see cref="MemoryProtection.None"/> the pages are unmapped and their addresses stay reserved.
    /// </summary>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public void Replace(AddressRange range, MemoryProtection protection = MemoryProtection.ReadWrite) => MapOver(range, file: null, 0, protection);

    /// <summary>Maps a part of a file over pages in one step (<c>mmap</c>, <c>MAP_FIXED</c>). Announced as <see cref="InvalidationEvent.Unmap"/>: the mapping that was there is gone.</summary>
    /// <param name="range">The pages that are replaced.</param>
    /// <param name="file">Whose pages come in their place, shared with all its other mappings.</param>
    /// <param name="offset">Where in the file to begin: a multiple of the page size.</param>
    /// <param name="protection">What the processor may do with them.</param>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public void Replace(AddressRange range, MemoryFile file, ulong offset, MemoryProtection protection = MemoryProtection.ReadWrite)
    {
        ArgumentNullException.ThrowIfNull(file);
        MapOver(range, file, offset, protection);
    }

    /// <summary>Maps a part of a file where <see cref="Unmap"/> or a move left a hole. Announces nothing: where nothing is mapped, nobody has anything to forget.</summary>
    /// <param name="range">Pages inside <see cref="Range"/> of which none is mapped here.</param>
    /// <param name="file">Whose pages are mapped.</param>
    /// <param name="offset">Where in the file to begin: a multiple of the page size.</param>
    /// <param name="protection">What the processor may do with them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The pages are not whole, not inside <see cref="Range"/>, or still mapped; or offset and length lie outside the file.</exception>
    /// <exception cref="SystemCallException">The kernel refused; with <c>EEXIST</c> if the hole has been given to somebody else.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Fill(AddressRange range, MemoryFile file, ulong offset, MemoryProtection protection = MemoryProtection.ReadWrite)
    {
        ArgumentNullException.ThrowIfNull(file);
        lock (_changes)
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            PageSize.CheckRange(range);
            file.CheckContains(offset, range.Length);
            if (!Range.Contains(range) || !_handle.Segments.IsClearOf(range))
                throw new ArgumentOutOfRangeException(nameof(range), range, $"{range} is no hole of {this}: it must lie inside, and nothing of it be mapped. Replace is for pages that are mapped.");
            _handle.Fill(range, protection, file, offset);
        }
    }

    /// <summary>
    /// Moves pages to other addresses of this memory, over what is mapped there (<c>mremap</c>, <c>MREMAP_FIXED</c>). Announced as
    /// <see cref="InvalidationEvent.Unmap"/> of both: of the old addresses, and of the new ones, whose former pages are gone.
    /// </summary>
    /// <param name="range">The pages to move: all from one mapping. Their addresses are no longer this object's afterwards.</param>
    /// <param name="destination">The first of as many addresses, all of them mapped here, apart from the range.</param>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public void Move(AddressRange range, ulong destination)
    {
        lock (_changes)
        {
            CheckPages(range);
            PageSize.CheckAddress(destination);
            var target = AddressRange.FromLength(destination, range.Length);
            CheckPages(target);
            if (target.Overlaps(range))
                throw new ArgumentOutOfRangeException(nameof(destination), destination, $"{target} overlaps {range}; the kernel moves pages only to addresses apart from theirs.");
            var source = SingleSegment(range);
            using (Space.BeginInvalidate(range, InvalidationEvent.Unmap))
            using (Space.BeginInvalidate(target, InvalidationEvent.Unmap))
                _handle.Move(source, _handle, target);
        }
    }

    /// <summary>
    /// Moves pages to new addresses that the kernel chooses (<c>mremap</c>). Announced as <see cref="InvalidationEvent.Unmap"/> of the old addresses; at the new
    /// ones nothing was mapped that anybody could mirror.
    /// </summary>
    /// <param name="range">The pages to move: all from one mapping. Their addresses are no longer this object's afterwards.</param>
    /// <returns>The memory at its new place, announcing to the same space.</returns>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public MappedMemory Move(AddressRange range)
    {
        lock (_changes)
        {
            CheckPages(range);
            var source = SingleSegment(range);
            var moved = Map(Space, range.Length, MemoryProtection.None);
            try
            {
                using (Space.BeginInvalidate(range, InvalidationEvent.Unmap))
                    _handle.Move(source, moved._handle, moved.Range);
                return moved;
            }
            catch
            {
                moved._handle.Dispose(); // a reservation that nobody has seen
                throw;
            }
        }
    }

    /// <summary>Unmaps whatever is still this object's, each part announced as <see cref="InvalidationEvent.Unmap"/>. A second call does nothing.</summary>
    /// <remarks>
    /// Waits for the callbacks. Once the space is released there is nobody left to tell: its notifiers dropped everything when that was announced. So
    /// dispose the memory before its space, or after the space's <see cref="AddressSpace.Dispose"/> has returned. Memory that is never disposed stays mapped
    /// as long as its space can be reached.
    /// </remarks>
    /// <exception cref="AggregateException">Callbacks threw: what they overlap is still mapped. Call again when they can succeed.</exception>
    public void Dispose()
    {
        lock (_changes)
        {
            if (_handle.IsClosed)
                return;
            foreach (var range in MappedRanges)
            {
                if (!TryUnmapAnnounced(range))
                    break;
            }

            _handle.Dispose();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"mapped memory {Range}";

    private bool TryUnmapAnnounced(AddressRange range)
    {
        try
        {
            using (Space.BeginInvalidate(range, InvalidationEvent.Unmap))
                _handle.Unmap(range);
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false; // the space was released, perhaps just now
        }
    }

    private void MapOver(AddressRange range, MemoryFile? file, ulong offset, MemoryProtection protection)
    {
        lock (_changes)
        {
            CheckPages(range);
            file?.CheckContains(offset, range.Length);
            using (Space.BeginInvalidate(range, InvalidationEvent.Unmap))
                _handle.Replace(range, protection, file, offset);
        }
    }

    private Segment SingleSegment(AddressRange range)
    {
        if (_handle.Segments.TryFind(range.Start, out var segment) && segment.Range.Contains(range))
            return segment.Clip(range);
        throw new ArgumentOutOfRangeException(nameof(range), range, $"{range} spans several mappings, and the kernel moves one at a time; {segment.Range} is the first. Move each by itself.");
    }

    private void CheckPages(AddressRange range)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        PageSize.CheckRange(range);
        CheckMapped(range);
    }

    private void CheckMapped(AddressRange range)
    {
        if (!IsMapped(range))
            throw new ArgumentOutOfRangeException(nameof(range), range, $"Not every page of {range} is mapped by {this}: some were never here, or were unmapped or moved away. {nameof(MappedRanges)} tells what is left.");
    }
}

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Linux.Mappings;

namespace NotifierSdk.Linux;

/// <summary>
/// Represents memory from <c>mmap</c> that announces its own changes to an <see cref="AddressSpace"/>. It begins an invalidation before each system call that
/// removes or changes pages, and ends the invalidation when the call has returned, whether or not it succeeded.
/// </summary>
/// <remarks>
/// <para>
/// Addresses are those of this process. Every range consists of whole pages (<see cref="Environment.SystemPageSize"/>) that this object still maps.
/// After <see cref="Unmap"/> or a move, the kernel can give the addresses to other code. This object does not use them again, unless
/// <see cref="Fill(AddressRange, MemoryProtection)"/> finds that they are free.
/// </para>
/// <para>
/// All members can be called from any thread. The changes of one object are made one after the other. Each change waits for the one before it, and for the
/// callbacks of the notifiers that it overlaps. Therefore, do not make a change in such a callback, or while you hold a lock that a callback takes. The methods whose names
/// begin with <c>Try</c> do not wait, and return false instead. The methods that only read (<see cref="Find"/>, <see cref="IsMapped"/>,
/// <see cref="TryTranslate"/>) never wait, and can be called in the collect step of a fault.
/// </para>
/// <para>
/// If the callback of a notifier throws an exception, the change is not made, and the call throws the <see cref="AggregateException"/> of
/// <see cref="AddressSpace.BeginInvalidate(AddressRange, InvalidationEvent, object?)"/>. If the space was released, every
/// change throws an <see cref="ObjectDisposedException"/>. <see cref="Dispose"/> can still be called.
/// </para>
/// <para>
/// Only <see cref="Dispose"/> and the changes unmap pages. The garbage collector does not, because a span or a pointer may be in use when the object
/// is no longer reachable. Memory that becomes unreachable before it is disposed stays mapped until the process ends, and is reported
/// by <see cref="Leaked"/>.
/// </para>
/// </remarks>
public sealed partial class MappedMemory : IDisposable
{
    private static long s_lastId;

    private readonly Mapping _mapping;
    private readonly MemoryMap _map;
    private readonly string? _place = ValidationMode.IsEnabled ? new StackTrace(fNeedFileInfo: true).ToString() : null;
    private bool _isDisposed;

    private MappedMemory(AddressSpace space, Mapping mapping)
    {
        Space = space;
        _mapping = mapping;
        _mapping.Mapped = WatchAgain;
        _map = MemoryMap.Of(space);
        _map.Add(this);
    }

    /// <summary>Reports memory that was not disposed. Nothing is unmapped: whoever still has a span or a pointer may go on using it.</summary>
    ~MappedMemory()
    {
        if (_map is null)
            return; // the constructor ran out of memory
        _map.Remove(this);
        if (MappedRanges is { Count: > 0 } ranges)
            ReportLeak(new MappedMemoryLeakedEventArgs(Space, ranges, _place));
    }

    /// <summary>
    /// Occurs when memory has become unreachable before it was disposed. If <see cref="ValidationMode"/> is on, the report contains the place where the memory was mapped. If the event has no
    /// handler, the report is written to <see cref="Trace"/> as a warning.
    /// </summary>
    /// <remarks>
    /// The event is raised on the finalizer thread, some time after the last reference was lost. It is not raised when the process ends. A handler must not wait. An exception
    /// of a handler is written to <see cref="Trace"/>. The sender is null.
    /// </remarks>
    public static event EventHandler<MappedMemoryLeakedEventArgs>? Leaked;

    /// <summary>Gets the space in which changes are announced.</summary>
    public AddressSpace Space { get; }

    /// <summary>Gets the addresses that were mapped at first. Some of them may no longer belong to this object.</summary>
    public AddressRange Range => _mapping.Range;

    /// <summary>Tells memories apart, and orders their locks.</summary>
    internal long Id { get; } = Interlocked.Increment(ref s_lastId);

    /// <summary>Gets the ranges that are mapped at the moment, in the order of their addresses. Ranges that touch are one. The result is a snapshot. The property does not wait.</summary>
    public IReadOnlyList<AddressRange> MappedRanges
    {
        get
        {
            var ranges = new List<AddressRange>();
            foreach (var segment in _mapping.Segments.Segments)
            {
                if (ranges.Count > 0 && ranges[^1].Last + 1 == segment.Range.Start)
                    ranges[^1] = AddressRange.FromBounds(ranges[^1].Start, segment.Range.Last);
                else
                    ranges.Add(segment.Range);
            }

            return ranges;
        }
    }

    /// <summary>Maps anonymous memory, filled with zeroes, at addresses that the kernel chooses. With <see cref="MemoryProtection.None"/>, it only reserves the addresses.</summary>
    /// <remarks>Nothing is announced, because nothing was mapped at the addresses.</remarks>
    /// <param name="space">The space in which changes are announced from now on.</param>
    /// <param name="length">The number of bytes: a multiple of the page size, at least one page.</param>
    /// <param name="protection">The protection of the pages.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is not a positive number of whole pages, or the protection is unknown.</exception>
    /// <exception cref="SystemCallException">The kernel refused, with <c>ENOMEM</c> for instance.</exception>
    public static MappedMemory Map(AddressSpace space, ulong length, MemoryProtection protection = MemoryProtection.ReadWrite)
    {
        ArgumentNullException.ThrowIfNull(space);
        PageSize.CheckLength(length);
        protection.CheckKnown();
        return new MappedMemory(space, Mapping.Create(length, Backing.Anonymous, protection));
    }

    /// <summary>Maps a part of a file at addresses that the kernel chooses. Nothing is announced.</summary>
    /// <param name="space">The space in which changes are announced from now on.</param>
    /// <param name="file">The file whose pages are mapped. It may be disposed afterwards.</param>
    /// <param name="offset">The offset in the file, which is a multiple of the page size.</param>
    /// <param name="length">The number of bytes: a multiple of the page size, at least one page.</param>
    /// <param name="protection">The protection of the pages.</param>
    /// <param name="sharing">Which mappings see what is written.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The offset or the length is not a multiple of the page size, or reaches beyond the end of the file; or the protection or the sharing is unknown.
    /// </exception>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static MappedMemory Map(
        AddressSpace space, MemoryFile file, ulong offset, ulong length, MemoryProtection protection = MemoryProtection.ReadWrite, MemorySharing sharing = MemorySharing.Shared)
    {
        ArgumentNullException.ThrowIfNull(space);
        PageSize.CheckLength(length);
        protection.CheckKnown();
        return new MappedMemory(space, Mapping.Create(length, Backing.Of(file, offset, length, sharing), protection));
    }

    /// <summary>Finds the memory of a space at an address. The result is a snapshot. The method never waits, so it can be called in the collect step of a fault.</summary>
    /// <param name="space">The space that the memory announces its changes to.</param>
    /// <param name="address">Any address.</param>
    /// <returns>The pages around the address; null if no memory of the space that is still in use has the address mapped.</returns>
    public static MappedRegion? Find(AddressSpace space, ulong address)
    {
        ArgumentNullException.ThrowIfNull(space);
        return MemoryMap.Of(space).Find(address);
    }

    /// <summary>Returns whether this object still maps every page of the range. The result is a snapshot. The method never waits.</summary>
    public bool IsMapped(AddressRange range) => _mapping.Segments.Covers(range);

    /// <summary>Finds the file and the offset of the byte at an address, so that a device can reach it without the mapping of the processor.</summary>
    /// <remarks>
    /// The result is a snapshot, and the method never waits. A collect step reads the primary mapping with it. The result may be out of date immediately. The retry check finds that,
    /// because a page leaves the record only between the begin and the end of an invalidation.
    /// </remarks>
    /// <returns>
    /// False if the page is not mapped here, or is not the file's alone: anonymous memory, or a private mapping, whose pages are copies once they were written.
    /// </returns>
    public bool TryTranslate(ulong address, [NotNullWhen(true)] out MemoryFile? file, out ulong offset)
    {
        (file, offset) = _mapping.Segments.TryFind(address, out var segment) && segment.Backing is { File: not null, Sharing: MemorySharing.Shared }
            ? (segment.Backing.File, segment.OffsetOf(address))
            : (null, 0);
        return file is not null;
    }

    /// <summary>Returns the bytes of a range for reading and writing.</summary>
    /// <remarks>
    /// The range and its protection are checked only once, in this call. While the span is used, the caller must make sure that no code unmaps, moves, or protects the
    /// pages through this object, with <see cref="Dispose"/>, or with a call that bypasses it. An access to unmapped or protected pages ends the process
    /// (SIGSEGV). An access to addresses that were mapped again reaches the memory of other code. The span stays valid if this object becomes
    /// unreachable.
    /// </remarks>
    /// <param name="range">Any bytes of pages that are mapped and can be read and written; need not be whole pages; at most 2^31-1 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not fit into a span, not all of it is mapped here, or a part of it cannot be read and written.</exception>
    public unsafe Span<byte> AsSpan(AddressRange range)
    {
        CheckAccess(range, MemoryProtection.ReadWrite);
        return new Span<byte>((void*)range.Start, (int)range.Length);
    }

    /// <summary>Returns the bytes of a range for reading.</summary>
    /// <param name="range">Any bytes of pages that are mapped and can be read; need not be whole pages; at most 2^31-1 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not fit into a span, not all of it is mapped here, or a part of it cannot be read.</exception>
    /// <inheritdoc cref="AsSpan" path="/remarks"/>
    public unsafe ReadOnlySpan<byte> AsReadOnlySpan(AddressRange range)
    {
        CheckAccess(range, MemoryProtection.Read);
        return new ReadOnlySpan<byte>((void*)range.Start, (int)range.Length);
    }

    /// <summary>Unmaps everything that still belongs to this object, and announces each part as <see cref="InvalidationEvent.Unmap"/>. A second call does nothing.</summary>
    /// <remarks>
    /// Waits for the callbacks. After the space is released, nothing is announced any more, because its notifiers dropped everything at the release. So
    /// dispose the memory before its space, or after <see cref="AddressSpace.Dispose"/> of the space has returned. No code may use a span or a pointer to this
    /// memory afterwards.
    /// </remarks>
    /// <exception cref="AggregateException">Callbacks threw: what they overlap is still mapped. Call again when they can succeed.</exception>
    /// <exception cref="SystemCallException">The kernel refused: what is left is still mapped. Call again.</exception>
    public void Dispose()
    {
        lock (_changes)
        {
            if (_isDisposed)
                return;
            foreach (var range in MappedRanges)
                UnmapAtLast(range);
            _isDisposed = true;
            _map.Remove(this);
            GC.SuppressFinalize(this);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"mapped memory {Range}";

    private void UnmapAtLast(AddressRange range)
    {
        try
        {
            using (Space.BeginInvalidate(range, InvalidationEvent.Unmap))
                _mapping.Unmap(range);
        }
        catch (ObjectDisposedException)
        {
            _mapping.Unmap(range); // the space was released, perhaps just now
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An exception on the finalizer thread ends the process; the trace says what was thrown.")]
    private static void ReportLeak(MappedMemoryLeakedEventArgs leak)
    {
        try
        {
            if (Leaked is { } leaked)
                leaked(null, leak);
            else
                Trace.TraceWarning(leak.ToString());
        }
        catch (Exception exception)
        {
            Trace.TraceError($"A handler of {nameof(MappedMemory)}.{nameof(Leaked)} threw {exception}{Environment.NewLine}while it was told: {leak}");
        }
    }

    internal MappedRegion? FindRegion(ulong address) => _mapping.Segments.TryFind(address, out var segment) ? new MappedRegion(this, in segment) : null;

    private void CheckPages(AddressRange range)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        PageSize.CheckRange(range);
        CheckMapped(range);
    }

    private void CheckAccess(AddressRange range, MemoryProtection needed)
    {
        if (range.Length - 1 >= int.MaxValue) // 0 is the length of the whole space
            throw new ArgumentOutOfRangeException(nameof(range), range, $"{range} does not fit into a span, which holds at most 0x{int.MaxValue:x} bytes. Ask for it in parts.");
        if (!_mapping.Segments.TryGetProtection(range, out var protection))
            throw NotMapped(range);
        if ((protection & needed) != needed)
        {
            var remedy = protection.HasFlag(MemoryProtection.Read) ? $"Call {nameof(AsReadOnlySpan)} to read it, or" : "Call";
            throw new ArgumentOutOfRangeException(nameof(range), range, $"The span needs {needed}, and not every page of {range} allows more than {protection}. {remedy} {nameof(Protect)} to allow more.");
        }
    }

    private void CheckMapped(AddressRange range)
    {
        if (!IsMapped(range))
            throw NotMapped(range);
    }

    private ArgumentOutOfRangeException NotMapped(AddressRange range) =>
        new ArgumentOutOfRangeException(nameof(range), range, $"Not every page of {range} is mapped by {this}: some were never here, or were unmapped or moved away. {nameof(MappedRanges)} tells what is left.");
}

using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Linux.Interop;
using NotifierSdk.Linux.Mappings;

namespace NotifierSdk.Linux;

/// <summary>
/// Finds the pages of a <see cref="MappedMemory"/> that were written, with asynchronous write protection (<c>userfaultfd</c>) and <c>PAGEMAP_SCAN</c>.
/// <see cref="MappedMemory.WatchWrites"/> creates it.
/// </summary>
/// <remarks>
/// <para>
/// No write is lost, but writes are announced late. A shadow of contents is stale from the write until the next <see cref="Collect"/>. Code that must know immediately
/// announces <see cref="InvalidationEvent.Write"/> itself, before its own emulated stores.
/// </para>
/// <para>
/// Every write through this mapping counts: by any thread, and by the kernel for a system call such as <c>read</c>. The first write to a page after a
/// <see cref="Collect"/> costs its thread one fault, which the kernel resolves; no thread and no signal handler of this process runs for it. The watch does not see writes
/// through another mapping of the same file, by another process, and by a device that holds the pages pinned.
/// </para>
/// <para>
/// Pages that are replaced, filled or moved into the range are watched from then on; pages that move out of it are not. A page whose contents are discarded
/// counts as written. All members may be called from any thread.
/// </para>
/// </remarks>
public sealed class WriteWatch : IDisposable, IRangeWatch
{
    private const UserFaultFeatures Needed = UserFaultFeatures.WriteProtectAsync | UserFaultFeatures.WriteProtectUnpopulated;
    private const int RunsPerScan = 512;

    private readonly Lock _collecting = new(); // held for all of Collect: who comes second returns when the first has announced what it took
    private readonly MappedMemory _memory;
    private readonly UserFaultFile _file;
    private readonly PageMap _pageMap;
    private readonly PageRun[] _taken = new PageRun[RunsPerScan];
    private int _announced, _count; // of what was taken: an exception on the way leaves the rest for the next Collect
    private SystemCallException? _refusal;
    private bool _isClosed;

    private WriteWatch(MappedMemory memory, AddressRange range, UserFaultFile file, PageMap pageMap)
    {
        _memory = memory;
        Range = range;
        _file = file;
        _pageMap = pageMap;
    }

    /// <summary>Gets the range of pages that are watched.</summary>
    public AddressRange Range { get; }

    /// <summary>Checks whether the system can watch writes. It requires kernel 6.7 or later, and no security policy against <c>userfaultfd</c>.</summary>
    /// <param name="obstacle">The missing requirement, or null if there is none.</param>
    public static bool IsSupported([NotNullWhen(false)] out string? obstacle)
    {
        if (!UserFaultFile.TryOpen(Needed, out var file, out obstacle))
            return false;
        file.Dispose();
        return true;
    }

    /// <summary>
    /// Announces each run of pages that was written since the last call as one <see cref="InvalidationEvent.Write"/>, and watches them again. A write that
    /// happens during the call is announced by this call or by the next one.
    /// </summary>
    /// <remarks>
    /// Waits for the callbacks, for changes of the memory, and for a <see cref="Collect"/> of another thread. So do not call it in a callback, or while holding a lock
    /// that a callback takes. When it returns, all writes that happened before the call have been announced. The writes cannot be undone: a notifier whose
    /// callback throws has failed (<see cref="InvalidationSource.CannotVeto"/>). Allocates nothing.
    /// </remarks>
    /// <param name="owner">The object that announces the change. A driver can ignore its own changes (<see cref="IntervalNotifier.Owner"/>).</param>
    /// <returns>The number of pages that were announced. It may count a page twice that was written again during the call.</returns>
    /// <exception cref="InvalidOperationException">Called in a callback of the space. What was written is announced by the next call.</exception>
    /// <exception cref="SystemCallException">The kernel refused to watch pages again, which somebody else mapped into the range. They were announced, and are not watched.</exception>
    /// <exception cref="ObjectDisposedException">The watch, or the space, was disposed.</exception>
    public long Collect(object? owner = null)
    {
        lock (_collecting)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            var pages = AnnounceTaken(owner);
            for (ulong? next = Range.Start; next is { } address;)
            {
                next = Take(address);
                pages += AnnounceTaken(owner);
            }

            return pages;
        }
    }

    /// <summary>Ends the watch. Writes since the last <see cref="Collect"/> are not announced. The method waits for a running <see cref="Collect"/>, which must not run on this thread.</summary>
    public void Dispose()
    {
        lock (_collecting)
        {
            if (_isClosed)
                return;
            _memory.Remove(this);
            Close();
        }
    }

    internal static WriteWatch Open(MappedMemory memory, AddressRange range)
    {
        if (!UserFaultFile.TryOpen(Needed, out var file, out var obstacle))
            throw new PlatformNotSupportedException($"Writes cannot be watched here. {obstacle}");
        try
        {
            return new WriteWatch(memory, range, file, new PageMap());
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal void Close()
    {
        _isClosed = true;
        _file.Dispose();
        _pageMap.Dispose();
    }

    /// <inheritdoc/>
    // If the kernel refuses, the next Collect finds pages that are not registered, and announces them.
    bool IRangeWatch.TryWatch(AddressRange range) => TryWatch(range);

    private bool TryWatch(AddressRange range) => _file.TryRegister(range) && _file.TryProtect(range);

    /// <summary>Takes the written pages from an address on, until there is no more room.</summary>
    /// <returns>Where to go on; null at the end.</returns>
    private ulong? Take(ulong address)
    {
        (_announced, _count) = (0, 0);
        using (_memory.KeepUnchanged())
        {
            if (_memory.NextMapped(address, Range) is not { } part)
                return null;
            if (_pageMap.TryTakeWritten(part.Start, part.Last, _taken, out _count, out var end))
                return end > Range.Last ? null : end;
            // Somebody mapped pages of his own here, or they could not be watched again. What was found beside them went with the error: all of it is in doubt.
            (_taken[0], _count) = (new PageRun(part), 1);
            _refusal = TryWatch(part) ? null : SystemCallException.Last("ioctl of userfaultfd", part);
            return part.Last == Range.Last ? null : part.Last + 1;
        }
    }

    private long AnnounceTaken(object? owner)
    {
        var pages = 0L;
        for (; _announced < _count; _announced++)
            pages += Announce(_taken[_announced].Range, owner);
        if (Interlocked.Exchange(ref _refusal, null) is { } refusal)
            throw refusal;
        return pages;
    }

    private long Announce(AddressRange range, object? owner)
    {
        _memory.Space.BeginInvalidate(range, InvalidationEvent.Write, owner, InvalidationSource.CannotVeto).Dispose();
        return (long)(range.Length / PageSize.Bytes);
    }
}

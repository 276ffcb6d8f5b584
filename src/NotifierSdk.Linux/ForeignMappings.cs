using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Linux.Events;
using NotifierSdk.Linux.Interop;
using NotifierSdk.Linux.Mappings;

namespace NotifierSdk.Linux;

/// <summary>
/// Announces changes that code without knowledge of the SDK makes to memory that the SDK mapped: <c>munmap</c>, <c>mmap</c> over it, <c>mremap</c>, and <c>madvise</c>. It uses the events of
/// <c>userfaultfd</c>.
/// </summary>
/// <remarks>
/// <para>
/// This source is one-sided. The kernel keeps the caller of a change waiting until the event has been read, and not until it has been announced. When the call
/// returns, the range may already be mapped again while a shadow still has its old pages. <see cref="IsPending"/> is true from before the call returns until the announcement
/// has ended. So a lookup that must not find such an entry calls <see cref="WaitUntilAnnounced(TimeSpan)"/> first, holding no lock that a callback takes. Faults need no such wait.
/// </para>
/// <para>
/// The following changes are announced, with <see cref="InvalidationSource.CannotVeto"/>: <see cref="InvalidationEvent.Unmap"/> for <c>munmap</c> and for pages that <c>mmap</c> replaces;
/// <see cref="InvalidationEvent.Unmap"/> of the old and the new addresses for <c>mremap</c>; <see cref="InvalidationEvent.Clear"/> for <c>MADV_DONTNEED</c>, <c>MADV_FREE</c>, and <c>MADV_REMOVE</c>. The kernel
/// reports a <c>Clear</c> before it removes the pages, and does not report when they are gone. A fault in between can commit the old page, which is not announced again. If that can happen, announce the
/// <c>madvise</c> yourself: begin the invalidation before the call, and end it after the call.
/// The kernel sends no event for <c>mprotect</c>, <c>ftruncate</c>, <c>fallocate</c>, reclaim, and <c>fork</c>.
/// </para>
/// <para>
/// A change that <see cref="MappedMemory"/> makes is announced twice: exactly by the memory, and once more because of its event. A change of registered memory costs its caller the
/// wake-up of a thread, which takes 5 to 50 µs. All members can be called from any thread.
/// </para>
/// </remarks>
public sealed class ForeignMappings : IDisposable
{
    private const UserFaultFeatures Needed =
        UserFaultFeatures.EventUnmap | UserFaultFeatures.EventRemove | UserFaultFeatures.EventRemap | UserFaultFeatures.WriteProtectAsync | UserFaultFeatures.WriteProtectUnpopulated;

    private readonly Lock _registering = new();
    private readonly UserFaultFile _file;
    private readonly PageMap _pageMap;
    private readonly EventQueue _queue = new();
    private readonly EventReader _reader;
    private readonly Thread _announcer;
    private volatile Registration[] _registrations = []; // replaced as a whole, under the lock
    private volatile Exception? _failure;
    private volatile bool _isDisposed;

    /// <summary>Starts to listen. No memory is registered yet.</summary>
    /// <param name="space">The space in which changes are announced.</param>
    /// <exception cref="PlatformNotSupportedException">The kernel does not support it. The message says what is missing (<see cref="IsSupported"/>).</exception>
    /// <exception cref="SystemCallException">The kernel refused, with <c>EMFILE</c> for instance.</exception>
    public ForeignMappings(AddressSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        Space = space;
        if (!UserFaultFile.TryOpen(Needed, out var file, out var obstacle))
            throw new PlatformNotSupportedException($"Changes of mappings by others cannot be heard here. {obstacle}");
        _file = file;
        try
        {
            _pageMap = new PageMap();
            _reader = new EventReader(file, _queue, Fail);
        }
        catch
        {
            _pageMap?.Dispose();
            file.Dispose();
            throw;
        }

        _announcer = new Thread(AnnounceAll) { IsBackground = true, Name = "NotifierSdk mapping announcements" };
        _announcer.Start();
        _reader.Start();
    }

    /// <summary>
    /// Raised if events cannot be read any more, or if the kernel refuses to tell which pages are gone. Before that, the whole space was announced as <see cref="InvalidationEvent.Unmap"/>. No thread is kept waiting. Changes by other code are no longer seen from then
    /// on, so the records of the memories may be wrong. The event is raised on a thread of this object. A handler must not throw, and must not dispose this object.
    /// </summary>
    public event EventHandler<ErrorEventArgs>? Failed;

    /// <summary>Gets the space in which changes are announced.</summary>
    public AddressSpace Space { get; }

    /// <summary>Gets the reason why no more events are read, or null if there is none.</summary>
    public Exception? Failure => _failure;

    /// <summary>Gets whether a change was made, or is being made, that has not been announced yet. The property never waits.</summary>
    public bool IsPending => _queue.IsPending;

    internal EventReader Reader => _reader;

    /// <summary>Checks whether the system supports this class. It requires kernel 6.7 or later, and no security policy against <c>userfaultfd</c>.</summary>
    /// <param name="obstacle">The missing requirement, or null if there is none.</param>
    public static bool IsSupported([NotNullWhen(false)] out string? obstacle)
    {
        if (!UserFaultFile.TryOpen(Needed, out var file, out obstacle))
            return false;
        file.Dispose();
        return true;
    }

    /// <summary>Waits until every change that was made before the call has been announced.</summary>
    /// <remarks>Waits for the callbacks of those announcements: hold no lock that a callback takes, and do not call it in a callback.</remarks>
    /// <param name="timeout">The longest time to wait. <see cref="TimeSpan.Zero"/> never waits, and <see cref="Timeout.InfiniteTimeSpan"/> means no limit.</param>
    /// <returns>False if the time was up first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite, or more than <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="InvalidOperationException">Events are no longer read (<see cref="Failure"/>), so it is unknown which changes were made.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public bool WaitUntilAnnounced(TimeSpan timeout)
    {
        var isAnnounced = _queue.TryWait(timeout);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _failure is null ? isAnnounced : throw NoLongerHeard();
    }

    /// <summary>Waits without a time limit until every change that was made before the call has been announced.</summary>
    /// <inheritdoc cref="WaitUntilAnnounced(TimeSpan)" path="/remarks"/>
    /// <exception cref="InvalidOperationException">Events are no longer read (<see cref="Failure"/>), so it is unknown which changes were made.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void WaitUntilAnnounced() => WaitUntilAnnounced(Timeout.InfiniteTimeSpan);

    /// <summary>Starts to announce the changes that other code makes to a memory, including what the memory maps later.</summary>
    /// <param name="memory">Memory that announces its own changes to the same space.</param>
    /// <exception cref="ArgumentException">The memory announces to another space.</exception>
    /// <exception cref="InvalidOperationException">The memory is registered already, or events are no longer read.</exception>
    /// <exception cref="SystemCallException">The kernel refused; with <c>EBUSY</c> where a <see cref="WriteWatch"/> has a part of the memory: the kernel gives each page to one of the two. No part of the memory stays registered.</exception>
    /// <exception cref="ObjectDisposedException">This object or the memory was disposed.</exception>
    public void Register(MappedMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (memory.Space != Space)
            throw new ArgumentException($"{memory} announces to '{memory.Space.Name}' and not to '{Space.Name}'; register it where its own changes are announced.", nameof(memory));
        lock (_registering)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_failure is not null)
                throw NoLongerHeard();
            if (Array.Exists(_registrations, other => other.Memory == memory))
                throw new InvalidOperationException($"{memory} is registered already.");
            var registration = new Registration(memory, _file);
            // First the list: an event may come as soon as the kernel knows of the range.
            _registrations = [.. _registrations, registration];
            try
            {
                registration.Begin();
            }
            catch
            {
                _registrations = [.. _registrations.Where(other => other != registration)];
                throw;
            }
        }
    }

    /// <summary>Stops announcing the changes that other code makes to a memory. Pending events are still announced.</summary>
    /// <param name="memory">A memory that is registered; it may have been disposed.</param>
    /// <exception cref="InvalidOperationException">The memory is not registered.</exception>
    public void Unregister(MappedMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        lock (_registering)
        {
            var registration = Array.Find(_registrations, other => other.Memory == memory)
                ?? throw new InvalidOperationException($"{memory} is not registered.");
            registration.End();
            _registrations = [.. _registrations.Where(other => other != registration)];
        }
    }

    /// <summary>Stops listening. Threads that wait in a system call continue, and their changes are not announced. Events that were read are announced. The method waits for the callbacks, so do not call it in a callback. A second call does nothing.</summary>
    public void Dispose()
    {
        lock (_registering)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            _reader.Stop();
            _announcer.Join();
            _reader.Dispose();
            foreach (var registration in _registrations)
                registration.Memory.Remove(registration);
            _registrations = [];
            _pageMap.Dispose();
        }
    }

    private InvalidOperationException NoLongerHeard() =>
        new($"Changes of mappings by others are not heard any more in '{Space.Name}': nothing that mirrors registered memory can be trusted. Drop it, and create a new {nameof(ForeignMappings)}.", _failure);

    private void Fail(Exception exception) => _failure ??= exception;

    private void AnnounceAll()
    {
        var events = new MappingEvent[EventQueue.Capacity];
        while (_queue.TryTake(events, out var count, out var isInDoubt, out var read))
        {
            try
            {
                if (isInDoubt)
                    Announce(AddressRange.All, InvalidationEvent.Unmap);
                foreach (var change in events.AsSpan(0, count))
                    Announce(in change);
            }
            catch (SystemCallException exception)
            {
                GiveUp(exception);
            }

            _queue.Announced(read);
        }

        if (_failure is { } failure)
            Failed?.Invoke(this, new ErrorEventArgs(failure));
    }

    /// <summary>It cannot be told which pages are gone. As when the reader fails, everybody is let go first, and then everything is in doubt.</summary>
    private void GiveUp(SystemCallException exception)
    {
        _reader.End();
        Fail(exception);
        Announce(AddressRange.All, InvalidationEvent.Unmap);
    }

    private void Announce(in MappingEvent change)
    {
        Announce(change.Range, change.Kind == MappingEventKind.Remove ? InvalidationEvent.Clear : InvalidationEvent.Unmap);
        if (change.Kind == MappingEventKind.Remap)
            Announce(change.Destination, InvalidationEvent.Unmap);
    }

    private void Announce(AddressRange range, InvalidationEvent @event)
    {
        try
        {
            using (Space.BeginInvalidate(range, @event, null, InvalidationSource.CannotVeto))
            {
                // After a failure the kernel knows of no registration, and nothing can be told of any page.
                foreach (var registration in _failure is null ? _registrations : [])
                    registration.Memory.StrikeVanished(range, _pageMap, registration.IsValid);
            }
        }
        catch (ObjectDisposedException) when (Space.IsReleased)
        {
            // There is nobody left to tell, and events must still be read.
        }
    }

    /// <summary>One memory, for as long as it is registered.</summary>
    private sealed class Registration : IRangeWatch
    {
        private readonly UserFaultFile _file;
        private volatile bool _isEnding;

        internal Registration(MappedMemory memory, UserFaultFile file)
        {
            (Memory, _file) = (memory, file);
            IsValid = () => !_isEnding && !_file.Handle.IsClosed; // both are so before the kernel lets the pages go
        }

        internal MappedMemory Memory { get; }

        /// <summary>Whether the pages of the memory are registered with the kernel.</summary>
        internal Func<bool> IsValid { get; }

        public AddressRange Range => Memory.Range;

        // If the kernel refuses, nothing is heard of these pages.
        public bool TryWatch(AddressRange range) => _file.TryRegister(range);

        /// <summary>Registers all pages of the memory with the kernel. If it refuses some, none is registered.</summary>
        internal void Begin() => Memory.Add(this, Unwatch);

        internal void End()
        {
            _isEnding = true;
            Memory.Remove(this, Unwatch);
        }

        private void Unwatch(AddressRange range)
        {
            _isEnding = true; // first: from here on what the kernel has not registered is not gone
            _file.TryUnregister(range);
        }
    }
}

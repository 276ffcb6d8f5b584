using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NotifierSdk.Linux.Interop;

namespace NotifierSdk.Linux.Events;

/// <summary>The thread that reads a descriptor of <c>userfaultfd</c>. It runs no code of others, takes no lock of others and allocates nothing while it lives.</summary>
/// <remarks>
/// The kernel keeps whoever unmaps a registered range waiting until the event has been read. So whatever ends the thread first closes the descriptor, which lets
/// everybody go on.
/// </remarks>
internal sealed unsafe class EventReader : IDisposable
{
    private const int EventsPerRead = 16;

    private readonly UserFaultFile _file;
    private readonly EventQueue _queue;
    private readonly Action<Exception> _failed;
    private readonly SafeFileHandle _wakeUp;
    private readonly Thread _thread;
    private volatile bool _isStopping;

    /// <param name="file">What is read. Closed when the thread ends.</param>
    /// <param name="queue">Where events are put.</param>
    /// <param name="failed">Told why a thread cannot go on, when everybody has been let go and before the queue is closed.</param>
    internal EventReader(UserFaultFile file, EventQueue queue, Action<Exception> failed)
    {
        _file = file;
        _queue = queue;
        _failed = failed;
        _wakeUp = LibC.CreateEventFile(0, LibC.EventCloseOnExec | LibC.EventNonBlocking);
        if (_wakeUp.IsInvalid)
            throw SystemCallException.Last("eventfd", "a reader of mapping events");
        _thread = new Thread(Run) { IsBackground = true, Name = "NotifierSdk mapping events" };
    }

    /// <summary>For tests: called between the beginning of a read and the read, on the reader's thread. What it throws ends the thread.</summary>
    internal Action? BeforeRead { get; set; }

    internal void Start() => _thread.Start();

    /// <summary>Lets everybody go on. The thread ends soon, and tells of no failure.</summary>
    internal void End()
    {
        // First of all. The reader looks at it after each wait, and may have looked just before: then its read finds the descriptor closed.
        _isStopping = true;
        _ = LibC.AddToEventFile(_wakeUp, 1);
        _file.Dispose();
    }

    /// <summary>Lets everybody go on, and waits until the thread has ended.</summary>
    internal void Stop()
    {
        End();
        _thread.Join();
    }

    /// <summary>After the thread has ended, and when nobody will end it any more.</summary>
    public void Dispose() => _wakeUp.Dispose();

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever it is ends the thread, and is handed on.")]
    private void Run()
    {
        Exception? failure = null;
        try
        {
            Read();
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        _file.Dispose(); // first of all: now nobody waits for a read any more
        if (failure is not null)
            _failed(failure);
        _queue.Close(isInDoubt: failure is not null);
    }

    private void Read()
    {
        var events = stackalloc MappingEvent[EventsPerRead];
        var waits = stackalloc LibC.Polled[2];
        waits[0] = new LibC.Polled((int)_file.Handle.DangerousGetHandle());
        waits[1] = new LibC.Polled((int)_wakeUp.DangerousGetHandle());
        while (true)
        {
            var isReady = LibC.Poll(waits, 2, -1) > 0;
            if (_isStopping)
                return;
            if (!isReady)
            {
                if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                    throw SystemCallException.Last("poll", "mapping events");
                continue;
            }

            _queue.BeginRead();
            BeforeRead?.Invoke();
            nint bytes;
            try
            {
                bytes = LibC.Read(_file.Handle, events, (nuint)(EventsPerRead * sizeof(MappingEvent)));
            }
            catch (ObjectDisposedException) when (_isStopping)
            {
                return; // Nothing was read, so nothing that is to be announced is lost. A read that has begun keeps the descriptor open.
            }

            if (bytes <= 0 && (bytes == 0 || Marshal.GetLastPInvokeError() is not (Errno.EAGAIN or Errno.EINTR)))
                throw SystemCallException.Last("read", "mapping events");
            _queue.EndRead(new ReadOnlySpan<MappingEvent>(events, bytes < 0 ? 0 : (int)bytes / sizeof(MappingEvent)));
        }
    }
}

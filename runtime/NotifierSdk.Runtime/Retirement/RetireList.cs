using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NotifierSdk.Retirement;
using NotifierSdk.Seam;
using NotifierSdk.Telemetry;
using NotifierSdk.Waiting;

namespace NotifierSdk;

/// <summary>
/// Keeps what a driver has dropped from its shadow until no reader can be using it any more, and then frees it with a callback.
/// </summary>
/// <remarks>
/// <para>A reader looks the shadow up and uses what it finds inside a section: <c>using (list.EnterSection())</c>. The driver takes an entry out of the shadow, so that
/// it cannot be looked up any more, and then calls <see cref="Retire"/>. The entry is freed when every section that was open at that moment has been left.</para>
/// <para>A section costs a reader about ten nanoseconds and no interlocked operation. A reader may still see an entry that is dropped at the same time. A section guarantees that the entry stays in memory, not that it is
/// still current.</para>
/// <para>All members may be called by any thread at any time.</para>
/// </remarks>
/// <typeparam name="T">The type of what is retired, such as a translated block, the number of a frame, or the handle of a registration.</typeparam>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "A list, in the field's own words.")]
public sealed class RetireList<T> : IDisposable
{
    private const int MaxUntold = 16;

    private readonly Sections _sections;
    private readonly Batches<T> _batches;
    private readonly Reclaimer _reclaimer;
    private readonly List<Exception> _untold = []; // under the lock: the first, while Error had no handler

    /// <summary>Creates a retire list.</summary>
    /// <param name="free">
    /// Frees one item; called once for each, on a thread of the thread pool, outside all of the runtime's locks, one call after the other. It may take locks, retire more
    /// and enter sections; it must not dispose the list, nor wait for it. What it throws is reported (<see cref="Error"/>); the item counts as freed.
    /// </param>
    /// <param name="name">The name of the list in messages.</param>
    public RetireList(Action<T> free, string name = "retire list")
    {
        ArgumentNullException.ThrowIfNull(free);
        ArgumentNullException.ThrowIfNull(name);
        _sections = new Sections(name);
        _batches = new Batches<T>(_sections.Lock, free, Failed);
        _reclaimer = new Reclaimer(_sections, _batches, Overdue);
    }

    /// <summary>
    /// Raised when the callback that frees has thrown, and when a section has been open for longer than <see cref="OverdueAfter"/> while something waits for it. On a thread
    /// of the thread pool, or on one that waits in <see cref="Synchronize"/>, <see cref="Dispose"/> or <see cref="Close"/>. A handler must not throw.
    /// </summary>
    public event EventHandler<RetireListErrorEventArgs>? Error;

    /// <summary>Gets the name of the list in messages.</summary>
    public string Name => _sections.Name;

    /// <summary>Gets the number of items that are retired and not freed yet. An item stays in memory until every section that was open when it was retired has been left.</summary>
    public int Count
    {
        get
        {
            using (_sections.Lock.EnterScope())
                return _batches.Count;
        }
    }

    /// <summary>Gets whether the calling thread is inside a section of this list.</summary>
    public bool IsEnteredByCurrentThread => _sections.OfThisThread is { Depth: > 0 };

    /// <summary>
    /// How long a section may keep something from being freed before <see cref="Error"/> is raised, once for that section: ten seconds, if it is not set.
    /// <see cref="Timeout.InfiniteTimeSpan"/> means never. The list looks when something is retired, and while somebody waits for it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is neither positive nor <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public TimeSpan OverdueAfter
    {
        get => _reclaimer.OverdueAfter is { Ticks: > 0 } limit ? limit : Timeout.InfiniteTimeSpan;
        set
        {
            if (value <= TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
                throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(OverdueAfter)} is a positive time, or {nameof(Timeout)}.{nameof(Timeout.InfiniteTimeSpan)} for never.");
            _reclaimer.OverdueAfter = value == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : value;
        }
    }

    /// <summary>Whether the time of <see cref="Close"/> was up before everything was freed.</summary>
    internal bool IsStopping => _reclaimer.IsStopping;

    /// <summary>How many threads have a record.</summary>
    internal int Threads => _sections.Threads;

    /// <summary>Whether a pass has found sections open, and waits for them.</summary>
    internal bool IsWaiting => _reclaimer.IsWaiting;

    /// <summary>Enters a section. Everything that the thread looks up from now on stays in memory until it disposes the section. The method never waits.</summary>
    /// <remarks>
    /// Sections of one thread nest; only the outermost counts. A section should be short, since what is retired during it stays in memory. A thread that ends inside
    /// a section has left it.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The list is disposed. While its disposal waits, a section can still be entered inside an open one.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RetireSection EnterSection() => _sections.Enter();

    /// <summary>Frees the item when every section that is open now has been left. The method never waits and usually allocates nothing, so it can be called in a callback under the driver lock.</summary>
    /// <param name="item">An item that cannot be looked up any more. Retire it only once.</param>
    /// <exception cref="ObjectDisposedException">The list has been disposed. The caller keeps the item.</exception>
    public void Retire(T item)
    {
        IThreadPoolWorkItem? work;
        using (_sections.Lock.EnterScope())
        {
            if (_reclaimer.IsEnded)
                throw _sections.Closed("retire anything");
            _batches.Add(item);
            work = _reclaimer.Retired();
        }

        if (work is not null)
            Interception.Queue(work);
    }

    /// <summary>
    /// Waits until every section that was open at the call has been left, and everything that was retired before it is freed. A driver whose owner reuses memory as soon as
    /// <c>BeginInvalidate</c> returns calls it in <c>[InvalidateFinish]</c>, where it holds no lock.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called inside a section of this list, or by the callback that frees; it would wait for itself.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">A call of <see cref="Close"/> has ended the list before everything was freed.</exception>
    public void Synchronize(CancellationToken cancellationToken = default)
    {
        ThrowIfItWouldWaitForItself(nameof(Synchronize));
        if (!_reclaimer.Synchronize(cancellationToken))
            throw new ObjectDisposedException(nameof(RetireList<>), $"The retire list '{Name}' was closed before everything that had been retired was freed. {nameof(Close)} has returned the rest: a reader may still be using it.");
    }

    /// <summary>
    /// Refuses new sections, waits until all sections have been left, and frees everything. When the method returns, no reader is inside a section and no callback runs. A second call does nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called inside a section of this list, or by the callback that frees; it would wait for itself.</exception>
    /// <exception cref="AggregateException">The callback that frees items has thrown while <see cref="Error"/> had no handler. The list is disposed all the same.</exception>
    public void Dispose()
    {
        ThrowIfItWouldWaitForItself(nameof(Dispose));
        _reclaimer.End(Deadline.Never);
        _sections.Dispose();
        ThrowUntold();
    }

    /// <summary>Disposes the list like <see cref="Dispose"/>, but waits only for a limited time, and returns what could not be freed.</summary>
    /// <param name="timeout">How long it waits for sections, and for items to be freed. It always waits until the callback that frees has returned for the present item.</param>
    /// <returns>The items that are not freed. A reader may still be using them. The caller owns them now; the list frees nothing after the call.</returns>
    /// <remarks>If the callback that frees items threw while <see cref="Error"/> had no handler, the next call of <see cref="Dispose"/> throws those exceptions.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite, or more than <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="InvalidOperationException">Called inside a section of this list, or by the callback that frees; it would wait for itself.</exception>
    /// <exception cref="ThreadInterruptedException">The wait was interrupted. The list goes on to free items. Call the method again, or call <see cref="Dispose"/>.</exception>
    public IReadOnlyList<T> Close(TimeSpan timeout)
    {
        var deadline = Deadline.After(timeout);
        ThrowIfItWouldWaitForItself(nameof(Close));
        _reclaimer.End(deadline);
        _sections.Dispose();
        return _batches.TakeAll();
    }

    private void ThrowIfItWouldWaitForItself(string operation)
    {
        if (IsEnteredByCurrentThread)
            throw new InvalidOperationException($"{operation} of the retire list '{Name}' was called inside a section of it, and would wait for that section. Leave the section first.");
        if (_reclaimer.IsFreeingOnCurrentThread)
            throw new InvalidOperationException($"{operation} of the retire list '{Name}' was called by its own callback that frees, and would wait for that callback. Call it elsewhere.");
    }

    private void Failed(Exception exception) =>
        Report($"The callback that frees what was retired into '{Name}' threw {exception.GetType().Name}: {exception.Message} The item counts as freed; the others are freed all the same.", exception);

    private void Overdue(string message) => Report(message, exception: null);

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "There is nobody left to tell but whoever listens to traces.")]
    private void Report(string message, Exception? exception)
    {
        NotifierEventSource.Log.Error(Name, nameof(RetireList<>), message);
        if (Error is not { } error)
        {
            KeepUntold(exception);
            return;
        }

        try
        {
            error(this, new RetireListErrorEventArgs(message, exception));
        }
        catch (Exception thrown)
        {
            Trace.TraceError($"A handler of RetireList.{nameof(Error)} of '{Name}' threw {thrown}{Environment.NewLine}while it was told: {message}{Environment.NewLine}{exception}");
        }
    }

    private void KeepUntold(Exception? exception)
    {
        using (_sections.Lock.EnterScope())
        {
            if (exception is not null && _untold.Count < MaxUntold)
                _untold.Add(exception);
        }
    }

    private void ThrowUntold()
    {
        Exception[] untold;
        using (_sections.Lock.EnterScope())
        {
            untold = [.. _untold];
            _untold.Clear();
        }

        if (untold.Length > 0)
            throw new AggregateException($"The callback that frees what was retired into '{Name}' threw, and {nameof(Error)} had no handler.", untold);
    }
}

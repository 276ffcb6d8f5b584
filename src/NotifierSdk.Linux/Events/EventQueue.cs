namespace NotifierSdk.Linux.Events;

/// <summary>
/// What was read and is still to be announced, and the gate for those who must not go on before it is. It counts reads: a read is pending from before
/// the kernel lets the caller of the change go on, until everything that it returned has been announced.
/// </summary>
/// <remarks>
/// Adding allocates nothing, and waits for short critical sections only: the kernel keeps whoever changes a mapping waiting for the reader.
/// </remarks>
internal sealed class EventQueue
{
    internal const int Capacity = 1024;

    private readonly object _monitor = new();
    private readonly MappingEvent[] _events = new MappingEvent[Capacity];
    private int _count;
    private bool _isOverflown, _isClosed;
    private long _begun, _ended, _announced; // reads; none is ahead of the one before it

    /// <summary>What tells the milliseconds of a wait; a test has a clock of its own.</summary>
    internal Func<long> Clock { get; init; } = static () => Environment.TickCount64;

    /// <summary>Whether something that was read, or is being read, has not been announced yet.</summary>
    // A thread that a read has let go on comes here after the count of that read was written: the kernel woke it later. Pairs with BeginRead.
    internal bool IsPending => Volatile.Read(ref _begun) is var begun && Volatile.Read(ref _announced) < begun;

    /// <summary>From here on something is pending, whatever it will be.</summary>
    internal void BeginRead() => Volatile.Write(ref _begun, _begun + 1); // one reader writes it; pairs with IsPending

    /// <summary>Adds what the read returned, if anything.</summary>
    internal void EndRead(ReadOnlySpan<MappingEvent> events)
    {
        lock (_monitor)
        {
            if (events.Length > Capacity - _count)
                (_isOverflown, _count) = (true, 0); // then everything is in doubt, these too
            else if (!_isOverflown)
                AddRoomy(events);
            _ended = _begun;
            Monitor.PulseAll(_monitor);
        }
    }

    /// <summary>The reader is gone: nothing will be added, and everything is in doubt.</summary>
    internal void Close(bool isInDoubt)
    {
        lock (_monitor)
        {
            (_isClosed, _isOverflown) = (true, _isOverflown || isInDoubt);
            _ended = _begun;
            Monitor.PulseAll(_monitor);
        }
    }

    /// <summary>Waits for something to announce, and takes all of it.</summary>
    /// <param name="taken">Room for <see cref="Capacity"/> events.</param>
    /// <param name="count">How many were taken.</param>
    /// <param name="isOverflown">There was no room for some: everything is in doubt.</param>
    /// <param name="read">What to pass to <see cref="Announced"/> when they have been announced.</param>
    /// <returns>False when the queue is closed, and everything was taken.</returns>
    internal bool TryTake(MappingEvent[] taken, out int count, out bool isOverflown, out long read)
    {
        lock (_monitor)
        {
            while (_count == 0 && !_isOverflown && _ended == _announced && !_isClosed)
                Monitor.Wait(_monitor);
            Array.Copy(_events, taken, _count);
            (count, isOverflown, read) = (_count, _isOverflown, _ended);
            (_count, _isOverflown) = (0, false);
            return count > 0 || isOverflown || _ended != _announced || !_isClosed;
        }
    }

    internal void Announced(long read)
    {
        lock (_monitor)
        {
            Volatile.Write(ref _announced, read); // pairs with IsPending
            Monitor.PulseAll(_monitor);
        }
    }

    /// <summary>Waits until everything has been announced that is pending now. What comes later is not waited for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite, or more than <see cref="int.MaxValue"/> milliseconds.</exception>
    internal bool TryWait(TimeSpan timeout)
    {
        var isEndless = timeout == Timeout.InfiniteTimeSpan;
        if (!isEndless && (timeout < TimeSpan.Zero || timeout.TotalMilliseconds > int.MaxValue))
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, $"A timeout lies between zero and {int.MaxValue} milliseconds, or is {nameof(Timeout)}.{nameof(Timeout.InfiniteTimeSpan)}.");
        if (!IsPending)
            return true;
        var start = Clock();
        lock (_monitor)
        {
            var target = _begun;
            while (_announced < target)
            {
                // What is left may be any number, and so must not say that there is no end.
                var left = isEndless ? Timeout.Infinite : (long)Math.Ceiling(timeout.TotalMilliseconds) - (Clock() - start);
                if (!isEndless && left <= 0)
                    return false;
                Monitor.Wait(_monitor, (int)left);
            }

            return true;
        }
    }

    private void AddRoomy(ReadOnlySpan<MappingEvent> events)
    {
        events.CopyTo(_events.AsSpan(_count));
        _count += events.Length;
    }
}

using System.Runtime.CompilerServices;
using NotifierSdk.Seam;

namespace NotifierSdk.Retirement;

/// <summary>The sections of one list: each thread's record, and whom the list waits for.</summary>
internal sealed class Sections(string name) : IDisposable
{
    private readonly int _place = ThreadRecords.TakePlace();
    private SectionRecord[] _records = []; // under the lock; an array is never changed
    private int _awaited; // under the lock: how many records say whom the list waits for
    private bool _isClosed;
    private bool _isDisposed; // under the lock

    internal string Name { get; } = name;

    /// <summary>Orders everything but entering and leaving.</summary>
    internal ShortLock Lock { get; } = new("retire list");

    /// <summary>Called, without the lock, when the last section that the list waits for has been left.</summary>
    internal Action AllLeft { private get; set; } = static () => { };

    // Pairs with the process-wide fence that follows Close.
    internal bool IsClosed => Word.Read(ref _isClosed, this, nameof(_isClosed));

    internal int Threads => _records.Length;

    /// <summary>The calling thread's record; null before its first section.</summary>
    internal SectionRecord? OfThisThread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ThreadRecords.At(_place) is { } record && ReferenceEquals(record.Sections, this) ? record : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal RetireSection Enter() => (OfThisThread ?? Register()).Enter();

    /// <summary>No section is entered any more, once a pass has run its fence.</summary>
    internal void Close() => Word.Write(ref _isClosed, true, this, nameof(_isClosed));

    internal ObjectDisposedException Closed(string operation) =>
        new(Name, $"The retire list '{Name}' is disposed; nobody can {operation} any more. Stop its readers, and remove the notifiers that retire into it, before it is disposed.");

    /// <summary>Under the lock: makes every leave look. Returns the threads that could be inside.</summary>
    /// <remarks>A thread that registers later takes the lock to do so, and sees what was dropped before.</remarks>
    internal SectionRecord[] Announce()
    {
        foreach (var record in _records)
            record.Awaited = SectionRecord.Undecided;
        return _records;
    }

    /// <summary>Under the lock, after the process-wide fence: whether nobody is inside of those announced. If somebody is, his leave says so.</summary>
    internal bool AreAllLeft(SectionRecord[] announced)
    {
        foreach (var record in announced)
        {
            var count = record.Count; // once: it moves on meanwhile
            var isInside = IsOdd(count) && record.Thread.IsAlive;
            record.Awaited = isInside ? count : 0;
            _awaited += isInside ? 1 : 0;
        }

        return _awaited == 0;
    }

    /// <summary>Under the lock: forgets whom the list waits for.</summary>
    internal void StopWaiting()
    {
        foreach (var record in _records)
            record.Awaited = 0;
        _awaited = 0;
    }

    /// <summary>When the list has ended: what the threads keep of it does not lead to what was retired.</summary>
    public void Dispose()
    {
        using (Lock.EnterScope())
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            (_records, AllLeft) = ([], static () => { });
        }

        ThreadRecords.GiveBack(_place);
    }

    /// <summary>By the thread of the record, which saw that somebody waits, or may be about to.</summary>
    internal void LeftWhileAwaited(SectionRecord record, ulong count)
    {
        using (Lock.EnterScope())
        {
            // Undecided: the pass takes the lock to decide, and will see that this thread is not inside.
            if (record.Awaited != count || !Forget(record))
                return;
        }

        AllLeft();
    }

    /// <summary>Whether some threads that the list waits for have ended without leaving, and nobody else is inside.</summary>
    internal bool HaveTheOthersEnded()
    {
        using (Lock.EnterScope())
            return ForgetEnded();
    }

    /// <summary>The threads that the list waits for, for a message.</summary>
    internal string DescribeAwaited()
    {
        using (Lock.EnterScope())
            return string.Join(", ", _records.Where(IsAwaited).Select(record => $"'{record.Thread.Name ?? "unnamed"}' (managed id {record.Thread.ManagedThreadId})"));
    }

    private static bool IsOdd(ulong count) => (count & 1) != 0;

    private static bool IsAwaited(SectionRecord record) => record.Awaited is not (0 or SectionRecord.Undecided);

    // The first section of the thread. Records of threads that have ended go: there are never more than threads that live at the same time, and one.
    private SectionRecord Register()
    {
        if (IsClosed)
            throw Closed("enter a section");
        var record = new SectionRecord(this, Thread.CurrentThread);
        bool areAllLeft;
        using (Lock.EnterScope())
        {
            areAllLeft = ForgetEnded();
            _records = [.. _records.Where(other => other.Thread.IsAlive || IsAwaited(other)), record]; // one may have ended since the look
        }

        if (areAllLeft)
            AllLeft();
        ThreadRecords.Set(_place, record);
        return record;
    }

    // Whoever ends inside a section reads nothing any more.
    private bool ForgetEnded()
    {
        var areAllLeft = false;
        foreach (var record in _records)
        {
            if (IsAwaited(record) && !record.Thread.IsAlive)
                areAllLeft |= Forget(record);
        }

        return areAllLeft;
    }

    private bool Forget(SectionRecord record)
    {
        record.Awaited = 0;
        return --_awaited == 0;
    }
}

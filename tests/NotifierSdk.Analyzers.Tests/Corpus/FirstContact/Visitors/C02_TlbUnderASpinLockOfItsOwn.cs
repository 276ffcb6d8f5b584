// Correct: the lock is a compare-exchange of the author's own, and the helper that saves the sequence runs only under it.
using System;
using System.Threading;
using NotifierSdk;

public sealed class TicketWord
{
    private int _owner;

    public void Enter()
    {
        var spin = new SpinWait();
        while (!TryEnter())
            spin.SpinOnce();
    }

    public bool TryEnter() => Interlocked.CompareExchange(ref _owner, Environment.CurrentManagedThreadId, 0) == 0;

    public void Exit() => Volatile.Write(ref _owner, 0);
}

public sealed class DirectMappedTlb(Func<ulong, ulong> walk) : IntervalNotifier
{
    private const int Lines = 1024;

    [DriverLock] private readonly TicketWord _word = new();
    [GuardedBy(nameof(_word))] private readonly ulong[] _tags = new ulong[Lines];
    [GuardedBy(nameof(_word))] private readonly ulong[] _values = new ulong[Lines];

    public bool TryTranslate(ulong address, out ulong host)
    {
        var number = (address >> 12) + 1;
        _word.Enter();
        try
        {
            host = _values[number % Lines] | (address & 0xFFF);
            if (_tags[number % Lines] == number)
                return true;
        }
        finally
        {
            _word.Exit();
        }

        return TryFill(number, address, out host);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _word.Enter();
        else if (!_word.TryEnter())
            return false;
        try
        {
            Flush(in invalidation);
        }
        finally
        {
            _word.Exit();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        _word.Enter();
        _word.Exit();
    }

    [RequiresLock(nameof(_word))]
    private void Flush(in Invalidation invalidation)
    {
        SetSeq(invalidation.Sequence);
        for (var line = 0; line < Lines; line++)
        {
            if (_tags[line] is not 0 and var tag && invalidation.Overlap.Contains((tag - 1) << 12))
                _tags[line] = 0;
        }
    }

    private bool TryFill(ulong number, ulong address, out ulong host)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var token = ReadBegin(AddressRange.FromLength((number - 1) << 12, 4096));
            var frame = walk(number - 1);
            _word.Enter();
            try
            {
                if (!ReadRetry(token))
                {
                    _tags[number % Lines] = number;
                    _values[number % Lines] = frame;
                    host = frame | (address & 0xFFF);
                    return true;
                }
            }
            finally
            {
                _word.Exit();
            }
        }

        host = 0;
        return false;
    }
}

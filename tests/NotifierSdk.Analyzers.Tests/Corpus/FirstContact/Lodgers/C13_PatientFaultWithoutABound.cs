// Correct: the retry loop has no bound of its own; the debugger's user bounds it, because every turn looks at the cancellation token and the wait for changes ends with it.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

/// <summary>Disassembled functions of a debuggee.</summary>
public sealed class Disassembly : IntervalNotifier, IDisposable
{
    private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<AddressRange, string[]> _functions = [];
    private readonly Func<AddressRange, CancellationToken, string[]> _decode;

    public Disassembly(Func<AddressRange, CancellationToken, string[]> decode) => _decode = decode;

    public void Decode(AddressRange function, CancellationToken userBreak)
    {
        while (true)
        {
            userBreak.ThrowIfCancellationRequested();
            var token = ReadBegin(function, userBreak);
            var lines = _decode(function, userBreak);
            lock (_lock)
            {
                if (ReadRetry(token))
                    continue;
                _functions[function] = lines;
                return;
            }
        }
    }

    public bool Print(ulong pc, Action<string> write)
    {
        lock (_lock)
        {
            foreach (var (function, lines) in _functions)
            {
                if (!function.Contains(pc))
                    continue;
                foreach (var line in lines)
                    write(line);
                return true;
            }
        }

        return false;
    }

    public void Attach(AddressSpace debuggee, AddressRange text) => debuggee.Insert(this, text);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            List<AddressRange>? gone = null;
            foreach (var function in _functions.Keys)
            {
                if (function.Overlaps(invalidation.Overlap))
                    (gone ??= []).Add(function);
            }

            foreach (var function in gone ?? [])
                _functions.Remove(function);
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }

    public void Dispose() => TryRemove();
}

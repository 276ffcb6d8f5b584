// Correct: the callback takes a plain monitor with the two forms of Monitor that report lockTaken, and releases it in a finally only if it was taken; false leaves only after a failed try.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface IInstructionReader
{
    byte ReadOpcode(ulong address);
}

/// <summary>Saved opcodes below the probes of a tracer.</summary>
public class ProbeMap : IntervalNotifier, IDisposable
{
    private const int MaxAttempts = 25;

    private readonly object _probesLock = new object();
    private readonly SortedList<ulong, byte> _savedOpcodes = new SortedList<ulong, byte>();
    private readonly IInstructionReader _reader;

    public ProbeMap(IInstructionReader reader)
    {
        if (reader == null)
            throw new ArgumentNullException(nameof(reader));
        _reader = reader;
    }

    public bool Arm(ulong address)
    {
        AddressRange one = AddressRange.FromLength(address, 1);
        int attempt = 0;
        while (attempt < MaxAttempts)
        {
            attempt++;
            ReadToken token = ReadBegin(one, CancellationToken.None);
            byte opcode = _reader.ReadOpcode(address);

            bool lockTaken = false;
            try
            {
                Monitor.Enter(_probesLock, ref lockTaken);
                if (!ReadRetry(token))
                {
                    _savedOpcodes[address] = opcode;
                    return true;
                }
            }
            finally
            {
                if (lockTaken)
                    Monitor.Exit(_probesLock);
            }
        }

        return false;
    }

    public bool TryEmulate(ulong address, Action<byte> emulate)
    {
        lock (_probesLock)
        {
            byte opcode;
            if (!_savedOpcodes.TryGetValue(address, out opcode))
                return false;
            emulate(opcode);
            return true;
        }
    }

    public void Dispose()
    {
        TryRemove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        bool lockTaken = false;
        try
        {
            if (invalidation.IsBlockable)
                Monitor.Enter(_probesLock, ref lockTaken);
            else
                Monitor.TryEnter(_probesLock, ref lockTaken);

            if (!lockTaken)
                return false;

            SetSeq(invalidation.Sequence);
            AddressRange gone = invalidation.Overlap;
            for (int i = _savedOpcodes.Count - 1; i >= 0; i--)
            {
                if (gone.Contains(_savedOpcodes.Keys[i]))
                    _savedOpcodes.RemoveAt(i);
            }

            return true;
        }
        finally
        {
            if (lockTaken)
                Monitor.Exit(_probesLock);
        }
    }

    protected override void WaitForCommits()
    {
        lock (_probesLock)
        {
        }
    }
}

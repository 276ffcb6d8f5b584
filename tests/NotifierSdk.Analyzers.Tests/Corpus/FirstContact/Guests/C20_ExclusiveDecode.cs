// Correct: after three collisions the decoder runs under the driver lock; it only reads bytes that the interpreter keeps in an array, and waits for nobody who could wait for the lock.
using System;
using System.Collections.Generic;
using NotifierSdk;


public readonly record struct MicroOp(byte Code, int Operand);

/// <summary>Decoded basic blocks of a machine whose guest keeps writing to its own code.</summary>
public sealed partial class MicroOpCache : IntervalNotifier, IDisposable
{
    private const int LineSize = 64;

    [DriverLock] private readonly DriverLock _lock = new("micro-ops");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, MicroOp[]> _lines = [];
    private readonly byte[] _ram;

    public MicroOpCache(byte[] ram) => _ram = ram;

    [Fault(Collect = nameof(Decode), Commit = nameof(Store), ExclusiveAfter = 3, MaxAttempts = 10)]
    public partial FaultStatus DecodeLine(AddressRange line);

    public bool TryExecute(ulong pc, Action<MicroOp> execute)
    {
        MicroOp op;
        using (_lock.EnterScope())
        {
            if (!_lines.TryGetValue(pc / LineSize, out var ops))
                return false;
            op = ops[pc % LineSize];
        }

        // An instruction that was fetched before a store may still execute: the guest has no fence between them.
        execute(op);
        return true;
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Discard(AddressRange range)
    {
        foreach (var line in range.Pages(LineSize))
            _lines.Remove(line);
    }

    private MicroOp[] Decode(AddressRange line)
    {
        var ops = new MicroOp[LineSize];
        for (var i = 0; i < LineSize; i++)
        {
            var at = line.Start + (ulong)i;
            var operand = at + 1 < (ulong)_ram.Length && i + 1 < LineSize ? _ram[at + 1] : 0;
            ops[i] = new MicroOp(_ram[at], operand);
        }

        return ops;
    }

    private void Store(AddressRange line, MicroOp[] ops) => _lines[line.Start / LineSize] = ops;
}

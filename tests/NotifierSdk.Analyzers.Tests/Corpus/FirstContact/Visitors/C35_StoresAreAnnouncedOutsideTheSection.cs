// Correct: the interpreter announces its own stores, but never while a read section of its code cache is open.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed class InterpreterCode : IntervalNotifier, IDisposable
{
    private readonly AddressSpace _space;
    private readonly byte[] _memory;
    private readonly DriverLock _lock = new("decoded code");
    private readonly Dictionary<ulong, uint> _decoded = [];

    public InterpreterCode(AddressSpace space, byte[] memory)
    {
        _space = space;
        _memory = memory;
        space.Insert(this, AddressRange.FromLength(0, (ulong)memory.Length));
    }

    public uint Fetch(ulong pc)
    {
        using (_lock.EnterScope())
        {
            if (_decoded.TryGetValue(pc, out var cached))
                return cached;
        }

        return Decode(pc) ?? Read(pc);
    }

    public void Step(ulong pc)
    {
        var instruction = Fetch(pc);
        if (instruction >> 28 == 0xF)
            Store(instruction & 0xFFFF, (byte)(instruction >> 16));
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var overlap = invalidation.Overlap;
            foreach (var pc in _decoded.Keys.Where(pc => AddressRange.FromLength(pc, 4).Overlaps(overlap)).ToArray())
                _decoded.Remove(pc);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    private void Store(ulong address, byte value)
    {
        using var scope = _space.BeginInvalidate(AddressRange.FromLength(address, 1), InvalidationEvent.Write);
        _memory[address] = value;
    }

    private uint? Decode(ulong pc)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var token = ReadBegin(AddressRange.FromLength(pc, 4));
            var instruction = Read(pc);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _decoded[pc] = instruction;
                return instruction;
            }
        }

        return null;
    }

    private uint Read(ulong pc) => BitConverter.ToUInt32(_memory.AsSpan((int)pc, 4));
}

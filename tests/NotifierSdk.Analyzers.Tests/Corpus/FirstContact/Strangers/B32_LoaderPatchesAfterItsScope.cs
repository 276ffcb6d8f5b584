// Breaks: NSDK5010
// Bug: Relocate computes the patches inside the scope and writes them to the guest's memory after the scope has been disposed.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class GuestImage(AddressSpace space, int bytes)
{
    private readonly byte[] _memory = new byte[bytes];

    public byte this[ulong address] => _memory[address];

    public int Relocate(AddressRange section, IReadOnlyDictionary<ulong, ulong> symbols)
    {
        List<(ulong At, ulong Value)> patches = [];
        using (space.BeginInvalidate(section, InvalidationEvent.Write))
        {
            foreach (var (at, value) in symbols)
            {
                if (section.Contains(at))
                    patches.Add((at, value));
            }
        }

        foreach (var (at, value) in patches)
            BitConverter.TryWriteBytes(_memory.AsSpan((int)at), value);
        return patches.Count;
    }

    public void Fill(AddressRange range, byte value)
    {
        using var scope = space.BeginInvalidate(range, InvalidationEvent.Write);
        _memory.AsSpan((int)range.Start, (int)range.Length).Fill(value);
    }
}

public sealed partial class Disassembly(GuestImage image) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("disassembly");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<AddressRange, string> _lines = [];

    [Fault(Collect = nameof(Decode), Commit = nameof(Keep))]
    public partial FaultStatus Show(AddressRange instruction);

    public string? LineOf(AddressRange instruction)
    {
        using (_lock.EnterScope())
            return _lines.GetValueOrDefault(instruction);
    }

    private string Decode(AddressRange instruction) => $"db {image[instruction.Start]:x2}, {instruction.Length} byte(s)";

    private void Keep(AddressRange instruction, string line) => _lines[instruction] = line;

    [Invalidate]
    private void Forget(AddressRange range)
    {
        List<AddressRange> dead = [];
        foreach (var instruction in _lines.Keys)
        {
            if (instruction.Overlaps(range))
                dead.Add(instruction);
        }

        dead.ForEach(instruction => _lines.Remove(instruction));
    }
}

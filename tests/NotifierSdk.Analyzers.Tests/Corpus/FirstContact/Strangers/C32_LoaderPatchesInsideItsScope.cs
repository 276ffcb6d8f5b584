// Correct: Each kind of change hands the writing to a helper that runs it inside the scope that announces it.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class ScopedImage
{
    private readonly AddressSpace _space;
    private readonly byte[] _memory;
    private readonly object _writers = new();

    public ScopedImage(AddressSpace space, int bytes) => (_space, _memory) = (space, new byte[bytes]);

    private delegate void Writer(Span<byte> bytes);

    public byte this[ulong address] => _memory[address];

    public int Relocate(AddressRange section, IReadOnlyDictionary<ulong, ulong> symbols)
    {
        List<(int At, ulong Value)> patches = [];
        foreach (var (at, value) in symbols)
        {
            if (at >= section.Start && at + 7 <= section.Last)
                patches.Add(((int)(at - section.Start), value));
        }

        Change(section, bytes =>
        {
            foreach (var (at, value) in patches)
                BitConverter.TryWriteBytes(bytes[at..], value);
        });
        return patches.Count;
    }

    public void Fill(AddressRange range, byte value) => Change(range, bytes => bytes.Fill(value));

    private void Change(AddressRange range, Writer write)
    {
        lock (_writers)
        {
            using (_space.BeginInvalidate(range, InvalidationEvent.Write))
                write(_memory.AsSpan((int)range.Start, (int)range.Length));
        }
    }
}

public sealed partial class Listing(ScopedImage image) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("listing");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<AddressRange, string> _lines = [];

    [Fault(Collect = nameof(Decode), Commit = nameof(Keep))]
    public partial FaultStatus Show(AddressRange instruction);

    public string? LineOf(AddressRange instruction)
    {
        using (_lock.EnterScope())
            return _lines.GetValueOrDefault(instruction);
    }

    private string Decode(AddressRange instruction) => $"db {image[instruction.Start]:x2}";

    private void Keep(AddressRange instruction, string line) => _lines[instruction] = line;

    [Invalidate]
    private void Forget(AddressRange range)
    {
        List<AddressRange>? dead = null;
        foreach (var instruction in _lines.Keys)
        {
            if (instruction.Overlaps(range))
                (dead ??= []).Add(instruction);
        }

        dead?.ForEach(instruction => _lines.Remove(instruction));
    }
}

using GuestCodeCache.Machine.Assembly;
using GuestCodeCache.Machine.Instructions;
using GuestCodeCache.Machine.Kernel;
using GuestCodeCache.Machine.Memory;
using static GuestCodeCache.Machine.Assembly.Register;
using Characters = System.Text.Encoding;

namespace GuestCodeCache.Machine.Programs;

/// <summary>A program of the sample while it is written: code, data, and the few routines that all of them have.</summary>
internal sealed class ProgramWriter
{
    /// <summary>Where code lies that is written while it runs.</summary>
    internal const uint Routine = 0x20_0000;

    private const uint CodeStart = 0x1_0000, DataStart = 0x10_0000, DataLength = 0x1_0000;

    private readonly List<byte> _data = [];
    private readonly int _digits;

    internal ProgramWriter() => _digits = Reserve(16);

    internal Assembler Code { get; } = new(CodeStart);

    /// <summary>Puts words into the data.</summary>
    internal int Words(params ReadOnlySpan<int> words)
    {
        var address = Reserve(0);
        foreach (var word in words)
            _data.AddRange(BitConverter.GetBytes(word));
        return address;
    }

    /// <summary>Puts a text into the data, without an end.</summary>
    internal int Text(string text)
    {
        var address = Reserve(0);
        _data.AddRange(Characters.UTF8.GetBytes(text));
        return address;
    }

    /// <summary>Reserves zeroes in the data.</summary>
    internal int Reserve(int bytes)
    {
        while (_data.Count % 4 != 0)
            _data.Add(0);
        var address = (int)DataStart + _data.Count;
        _data.AddRange(new byte[bytes]);
        return address;
    }

    /// <summary>Loads a word of the data; the register is overwritten with its address before.</summary>
    internal void LoadWord(Register rd, int address)
    {
        Code.Load(rd, address);
        Code.Op(Operation.Lw, rd, rd, 0);
    }

    /// <summary>Stores a register into a word of the data.</summary>
    internal void StoreWord(Register rs, int address, Register scratch)
    {
        Code.Load(scratch, address);
        Code.Op(Operation.Sw, rs, scratch, 0);
    }

    internal void Print(string text)
    {
        Code.Load(A0, 1);
        Code.Load(A1, Text(text));
        Code.Load(A2, Characters.UTF8.GetByteCount(text));
        Code.SystemCall((int)SystemCallNumber.Write);
    }

    /// <summary>Says how many (s0) of how many (s1) were wrong, and exits with 0 if none was.</summary>
    internal void Report()
    {
        Code.Move(A0, S0);
        Code.Call("print number");
        Print(" of ");
        Code.Move(A0, S1);
        Code.Call("print number");
        Print(" results were wrong\n");
        Code.Op(Operation.Sltu, A0, Zero, S0);
        Code.SystemCall((int)SystemCallNumber.ExitGroup);
    }

    internal GuestProgram Build(string name, byte[]? disk = null, params IEnumerable<Segment> segments)
    {
        WritePrintNumber();
        var code = Code.Assemble();
        return new GuestProgram(
            name,
            CodeStart,
            [
                new Segment(CodeStart, code, (uint)code.Length, Rights.Read | Rights.Execute),
                new Segment(DataStart, [.. _data], DataLength, Rights.Read | Rights.Write),
                .. segments,
            ],
            disk);
    }

    // In decimal, from the last digit on.
    private void WritePrintNumber()
    {
        var end = _digits + 16;
        Code.Label("print number");
        Code.Load(T0, end);
        Code.Load(T1, 10);
        Code.Label("next digit");
        Code.Op(Operation.Remu, T2, A0, T1);
        Code.Op(Operation.Addi, T2, T2, '0');
        Code.Op(Operation.Addi, T0, T0, -1);
        Code.Op(Operation.Sb, T2, T0, 0);
        Code.Op(Operation.Divu, A0, A0, T1);
        Code.Branch(Operation.Bne, A0, Zero, "next digit");
        Code.Load(A2, end);
        Code.Op(Operation.Sub, A2, A2, T0);
        Code.Move(A1, T0);
        Code.Load(A0, 1);
        Code.SystemCall((int)SystemCallNumber.Write);
        Code.Return();
    }
}

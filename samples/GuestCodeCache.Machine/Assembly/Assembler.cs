using System.Runtime.InteropServices;
using GuestCodeCache.Machine.Instructions;

namespace GuestCodeCache.Machine.Assembly;

/// <summary>Writes instructions one after the other, and fills in the distances to labels when all are there.</summary>
/// <param name="origin">The address of the first.</param>
public sealed class Assembler(uint origin)
{
    private readonly List<Instruction> _instructions = [];
    private readonly Dictionary<string, uint> _labels = [];
    private readonly List<(int Index, string Label, Reference Reference)> _references = [];

    private enum Reference
    {
        Distance,
        UpperAddress,
        LowerAddress,
    }

    /// <summary>The address of the next instruction.</summary>
    public uint Address => origin + (uint)(_instructions.Count * Instruction.Size);

    /// <summary>Names the next instruction.</summary>
    public void Label(string name) => _labels.Add(name, Address);

    /// <summary>An instruction of three registers.</summary>
    public void Op(Operation operation, Register rd, Register rs1, Register rs2) => _instructions.Add(new Instruction(operation, (int)rd, (int)rs1, (int)rs2));

    /// <summary>An instruction of two registers and a constant: arithmetic, loads, and stores (the second register is what is stored, at the first and the constant).</summary>
    public void Op(Operation operation, Register register, Register rs1, int immediate) => _instructions.Add(
        Encoding.Of(operation).Format == Format.Store
            ? new Instruction(operation, 0, (int)rs1, (int)register, immediate)
            : new Instruction(operation, (int)register, (int)rs1, 0, immediate));

    /// <summary>An instruction without operands.</summary>
    public void Op(Operation operation) => _instructions.Add(new Instruction(operation));

    /// <summary>A branch to a label.</summary>
    public void Branch(Operation operation, Register rs1, Register rs2, string label)
    {
        Refer(label, Reference.Distance);
        _instructions.Add(new Instruction(operation, 0, (int)rs1, (int)rs2));
    }

    /// <summary>Goes on at a label, and leaves the address of what follows in a register.</summary>
    public void Jump(string label, Register link = Register.Zero)
    {
        Refer(label, Reference.Distance);
        _instructions.Add(new Instruction(Operation.Jal, (int)link));
    }

    /// <summary>Calls what is at a label.</summary>
    public void Call(string label) => Jump(label, Register.Ra);

    /// <summary>Calls what a register points to.</summary>
    public void Call(Register target) => Op(Operation.Jalr, Register.Ra, target, 0);

    /// <summary>Returns from a call.</summary>
    public void Return() => Op(Operation.Jalr, Register.Zero, Register.Ra, 0);

    /// <summary>Copies a register.</summary>
    public void Move(Register rd, Register rs) => Op(Operation.Addi, rd, rs, 0);

    /// <summary>Loads a constant, in one instruction or in two.</summary>
    public void Load(Register rd, int value)
    {
        var upper = (value + 0x800) & ~0xfff;
        if (upper == 0)
        {
            Op(Operation.Addi, rd, Register.Zero, value);
            return;
        }

        _instructions.Add(new Instruction(Operation.Lui, (int)rd, 0, 0, upper));
        if (value != upper)
            Op(Operation.Addi, rd, rd, value - upper);
    }

    /// <summary>Loads the address of a label.</summary>
    public void LoadAddress(Register rd, string label)
    {
        Refer(label, Reference.UpperAddress);
        _instructions.Add(new Instruction(Operation.Lui, (int)rd));
        Refer(label, Reference.LowerAddress);
        _instructions.Add(new Instruction(Operation.Addi, (int)rd, (int)rd));
    }

    /// <summary>Calls the kernel.</summary>
    public void SystemCall(int number)
    {
        Load(Register.A7, number);
        Op(Operation.Ecall);
    }

    /// <summary>The program, as it lies in memory.</summary>
    /// <exception cref="KeyNotFoundException">A label is used and not there.</exception>
    public byte[] Assemble()
    {
        foreach (var (index, label, reference) in _references)
        {
            var target = _labels.TryGetValue(label, out var address) ? address : throw new KeyNotFoundException($"The label '{label}' is used and nowhere set.");
            var upper = (int)(target + 0x800) & ~0xfff;
            _instructions[index] = _instructions[index] with
            {
                Immediate = reference switch
                {
                    Reference.Distance => (int)(target - (origin + (uint)(index * Instruction.Size))),
                    Reference.UpperAddress => upper,
                    _ => (int)target - upper,
                },
            };
        }

        var words = _instructions.Select(instruction => instruction.Encode()).ToArray();
        return MemoryMarshal.AsBytes(words.AsSpan()).ToArray(); // as .NET itself: little endian
    }

    private void Refer(string label, Reference reference) => _references.Add((_instructions.Count, label, reference));
}

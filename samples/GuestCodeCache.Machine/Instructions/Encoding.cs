using static GuestCodeCache.Machine.Instructions.Format;

namespace GuestCodeCache.Machine.Instructions;

/// <summary>The fixed bits of an instruction.</summary>
/// <param name="Format">How the rest lies in the word.</param>
/// <param name="Opcode">Bits 0 to 6.</param>
/// <param name="Funct3">Bits 12 to 14, where the format has them.</param>
/// <param name="Funct7">Bits 25 to 31, where the format has them; for <see cref="Format.System"/>, the whole word's other bits from 20 on.</param>
internal readonly record struct Encoding(Format Format, uint Opcode, uint Funct3 = 0, uint Funct7 = 0)
{
    private static readonly Dictionary<Operation, Encoding> s_all = new()
    {
        [Operation.Lui] = new(Upper, 0x37),
        [Operation.Auipc] = new(Upper, 0x17),
        [Operation.Jal] = new(Jump, 0x6f),
        [Operation.Jalr] = new(Immediate, 0x67, 0),
        [Operation.Beq] = new(Branch, 0x63, 0),
        [Operation.Bne] = new(Branch, 0x63, 1),
        [Operation.Blt] = new(Branch, 0x63, 4),
        [Operation.Bge] = new(Branch, 0x63, 5),
        [Operation.Bltu] = new(Branch, 0x63, 6),
        [Operation.Bgeu] = new(Branch, 0x63, 7),
        [Operation.Lb] = new(Immediate, 0x03, 0),
        [Operation.Lh] = new(Immediate, 0x03, 1),
        [Operation.Lw] = new(Immediate, 0x03, 2),
        [Operation.Lbu] = new(Immediate, 0x03, 4),
        [Operation.Lhu] = new(Immediate, 0x03, 5),
        [Operation.Sb] = new(Store, 0x23, 0),
        [Operation.Sh] = new(Store, 0x23, 1),
        [Operation.Sw] = new(Store, 0x23, 2),
        [Operation.Addi] = new(Immediate, 0x13, 0),
        [Operation.Slti] = new(Immediate, 0x13, 2),
        [Operation.Sltiu] = new(Immediate, 0x13, 3),
        [Operation.Xori] = new(Immediate, 0x13, 4),
        [Operation.Ori] = new(Immediate, 0x13, 6),
        [Operation.Andi] = new(Immediate, 0x13, 7),
        [Operation.Slli] = new(Shift, 0x13, 1),
        [Operation.Srli] = new(Shift, 0x13, 5),
        [Operation.Srai] = new(Shift, 0x13, 5, 0x20),
        [Operation.Add] = new(Register, 0x33, 0),
        [Operation.Sub] = new(Register, 0x33, 0, 0x20),
        [Operation.Sll] = new(Register, 0x33, 1),
        [Operation.Slt] = new(Register, 0x33, 2),
        [Operation.Sltu] = new(Register, 0x33, 3),
        [Operation.Xor] = new(Register, 0x33, 4),
        [Operation.Srl] = new(Register, 0x33, 5),
        [Operation.Sra] = new(Register, 0x33, 5, 0x20),
        [Operation.Or] = new(Register, 0x33, 6),
        [Operation.And] = new(Register, 0x33, 7),
        [Operation.Mul] = new(Register, 0x33, 0, 1),
        [Operation.Mulh] = new(Register, 0x33, 1, 1),
        [Operation.Mulhsu] = new(Register, 0x33, 2, 1),
        [Operation.Mulhu] = new(Register, 0x33, 3, 1),
        [Operation.Div] = new(Register, 0x33, 4, 1),
        [Operation.Divu] = new(Register, 0x33, 5, 1),
        [Operation.Rem] = new(Register, 0x33, 6, 1),
        [Operation.Remu] = new(Register, 0x33, 7, 1),
        [Operation.Fence] = new(Immediate, 0x0f, 0),
        [Operation.FenceI] = new(Immediate, 0x0f, 1),
        [Operation.Ecall] = new(Format.System, 0x73, 0, 0),
        [Operation.Ebreak] = new(Format.System, 0x73, 0, 1),
    };

    /// <summary>Of every operation but <see cref="Operation.Illegal"/>.</summary>
    internal static IReadOnlyDictionary<Operation, Encoding> All => s_all;

    internal static Encoding Of(Operation operation) => s_all.TryGetValue(operation, out var encoding)
        ? encoding
        : throw new ArgumentOutOfRangeException(nameof(operation), operation, $"{operation} has no encoding.");
}

namespace GuestCodeCache.Machine.Instructions;

/// <summary>The instructions of RV32I, the multiplications and divisions of M, and the fence of instruction fetches.</summary>
public enum Operation : byte
{
#pragma warning disable CS1591 // their names are those of the instruction set's manual
    Illegal,
    Lui, Auipc, Jal, Jalr,
    Beq, Bne, Blt, Bge, Bltu, Bgeu,
    Lb, Lh, Lw, Lbu, Lhu,
    Sb, Sh, Sw,
    Addi, Slti, Sltiu, Xori, Ori, Andi, Slli, Srli, Srai,
    Add, Sub, Sll, Slt, Sltu, Xor, Srl, Sra, Or, And,
    Mul, Mulh, Mulhsu, Mulhu, Div, Divu, Rem, Remu,
    Fence, FenceI, Ecall, Ebreak,
#pragma warning restore CS1591
}

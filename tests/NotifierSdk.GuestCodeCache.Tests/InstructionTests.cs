using GuestCodeCache.Machine.Assembly;
using GuestCodeCache.Machine.Instructions;

namespace NotifierSdk.GuestCodeCache.Tests;

/// <summary>One word for each instruction, as GNU as writes it (2.40, <c>-march=rv32im_zifencei</c>).</summary>
public class InstructionTests
{
    public static TheoryData<uint, Operation, int, int, int, int> Words => new()
    {
        { 0xfffff537, Operation.Lui, 10, 0, 0, unchecked((int)0xfffff000) },
        { 0x12345497, Operation.Auipc, 9, 0, 0, 0x12345000 },
        { 0x001000ef, Operation.Jal, 1, 0, 0, 2048 },
        { 0x8000006f, Operation.Jal, 0, 0, 0, -1048576 },
        { 0x800f85e7, Operation.Jalr, 11, 31, 0, -2048 },
        { 0x7eb50fe3, Operation.Beq, 0, 10, 11, 4094 },
        { 0x80041063, Operation.Bne, 0, 8, 0, -4096 },
        { 0x0062c863, Operation.Blt, 0, 5, 6, 16 },
        { 0xffb3dfe3, Operation.Bge, 0, 7, 27, -2 },
        { 0x0108e0e3, Operation.Bltu, 0, 17, 16, 2048 },
        { 0x803170e3, Operation.Bgeu, 0, 2, 3, -2048 },
        { 0xfff58503, Operation.Lb, 10, 11, 0, -1 },
        { 0x7fe69603, Operation.Lh, 12, 13, 0, 2046 },
        { 0x00012083, Operation.Lw, 1, 2, 0, 0 },
        { 0x0ffece03, Operation.Lbu, 28, 29, 0, 255 },
        { 0x8001d203, Operation.Lhu, 4, 3, 0, -2048 },
        { 0xfea58fa3, Operation.Sb, 0, 11, 10, -1 },
        { 0x553a1aa3, Operation.Sh, 0, 20, 19, 1365 },
        { 0x81ff2023, Operation.Sw, 0, 30, 31, -2048 },
        { 0xfff50513, Operation.Addi, 10, 10, 0, -1 },
        { 0x7ff62593, Operation.Slti, 11, 12, 0, 2047 },
        { 0x00173693, Operation.Sltiu, 13, 14, 0, 1 },
        { 0xfff84793, Operation.Xori, 15, 16, 0, -1 },
        { 0x55596893, Operation.Ori, 17, 18, 0, 1365 },
        { 0xaaab7a93, Operation.Andi, 21, 22, 0, -1366 },
        { 0x01fc1b93, Operation.Slli, 23, 24, 0, 31 },
        { 0x001d5c93, Operation.Srli, 25, 26, 0, 1 },
        { 0x411e5d93, Operation.Srai, 27, 28, 0, 17 },
        { 0x00c58533, Operation.Add, 10, 11, 12, 0 },
        { 0x40a48433, Operation.Sub, 8, 9, 10, 0 },
        { 0x007312b3, Operation.Sll, 5, 6, 7, 0 },
        { 0x00f726b3, Operation.Slt, 13, 14, 15, 0 },
        { 0x0128b833, Operation.Sltu, 16, 17, 18, 0 },
        { 0x015a49b3, Operation.Xor, 19, 20, 21, 0 },
        { 0x018bdb33, Operation.Srl, 22, 23, 24, 0 },
        { 0x41bd5cb3, Operation.Sra, 25, 26, 27, 0 },
        { 0x01eeee33, Operation.Or, 28, 29, 30, 0 },
        { 0x0020ffb3, Operation.And, 31, 1, 2, 0 },
        { 0x02c58533, Operation.Mul, 10, 11, 12, 0 },
        { 0x02f716b3, Operation.Mulh, 13, 14, 15, 0 },
        { 0x0328a833, Operation.Mulhsu, 16, 17, 18, 0 },
        { 0x035a39b3, Operation.Mulhu, 19, 20, 21, 0 },
        { 0x038bcb33, Operation.Div, 22, 23, 24, 0 },
        { 0x03bd5cb3, Operation.Divu, 25, 26, 27, 0 },
        { 0x03eeee33, Operation.Rem, 28, 29, 30, 0 },
        { 0x0220ffb3, Operation.Remu, 31, 1, 2, 0 },
        { 0x0000100f, Operation.FenceI, 0, 0, 0, 0 },
        { 0x00000073, Operation.Ecall, 0, 0, 0, 0 },
        { 0x00100073, Operation.Ebreak, 0, 0, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void A_word_is_decoded_and_encoded_as_others_do_it(uint word, Operation operation, int rd, int rs1, int rs2, int immediate)
    {
        var instruction = new Instruction(operation, rd, rs1, rs2, immediate);
        Assert.Equal(instruction, Instruction.Decode(word));
        Assert.Equal(word, instruction.Encode());
    }

    [Theory]
    [InlineData(0x00000000)]
    [InlineData(0xffffffff)]
    [InlineData(0x00c58530)] // the lowest two bits
    [InlineData(0x00200073)] // a return from a trap
    [InlineData(0x04c58533)] // a funct7 that nobody has
    [InlineData(0x42c58533)] // both funct7 bits
    [InlineData(0x21fc1b93)] // a shift by more than there are bits
    [InlineData(0x0000b003)] // a load of 64 bits
    public void A_word_that_means_nothing_is_illegal(uint word) => Assert.Equal(Operation.Illegal, Instruction.Decode(word).Operation);

    [Theory]
    [InlineData(Operation.Addi, 2048)]
    [InlineData(Operation.Addi, -2049)]
    [InlineData(Operation.Slli, 32)]
    [InlineData(Operation.Beq, 4096)]
    [InlineData(Operation.Beq, 3)]
    [InlineData(Operation.Jal, 1048576)]
    [InlineData(Operation.Lui, 1)]
    public void A_constant_that_does_not_fit_is_refused(Operation operation, int immediate)
    {
        var message = Assert.Throws<OverflowException>(() => new Instruction(operation, Immediate: immediate).Encode()).Message;
        Assert.Contains($"{immediate}", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-2048, 1)]
    [InlineData(2047, 1)]
    [InlineData(2048, 2)]
    [InlineData(0x1000, 1)]
    [InlineData(int.MinValue, 1)]
    [InlineData(int.MaxValue, 2)]
    public void A_constant_is_loaded_in_one_instruction_or_in_two(int value, int instructions)
    {
        var code = new Assembler(0x1000);
        code.Load(Register.A0, value);
        code.Op(Operation.Ecall);
        var words = code.Assemble();
        Assert.Equal((instructions + 1) * 4, words.Length);
        using var guest = new Guest(words);
        guest.Interpret();
        Assert.Equal((uint)value, guest.Hart[(int)Register.A0]);
    }

    [Fact]
    public void A_label_that_is_nowhere_set_is_named()
    {
        var code = new Assembler(0);
        code.Jump("nowhere");
        Assert.Contains("'nowhere'", Assert.Throws<KeyNotFoundException>(code.Assemble).Message, StringComparison.Ordinal);
    }
}

using GuestCodeCache.Machine.Assembly;
using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Instructions;
using GuestCodeCache.Machine.Memory;

namespace NotifierSdk.GuestCodeCache.Tests;

/// <summary>The interpreter and the translator do the same, and what the manual says where the host does something else.</summary>
public class ExecutionTests
{
    private static readonly Operation[] s_plain = [.. Enum.GetValues<Operation>().Where(operation => operation is >= Operation.Addi and <= Operation.Remu or Operation.Lui or Operation.Auipc)];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_programs_do_the_same_interpreted_and_translated(int seed)
    {
        var code = RandomProgram(new Random(seed));
        using var interpreted = new Guest(code);
        using var translated = new Guest(code);
        interpreted.Interpret();
        translated.Translate();
        Assert.Equal(interpreted.Registers(), translated.Registers());
        Assert.Equal(interpreted.Memory.Copy(Guest.Data, 0x1000), translated.Memory.Copy(Guest.Data, 0x1000));
        Assert.Equal((interpreted.Hart.Pc, interpreted.Hart.Instructions), (translated.Hart.Pc, translated.Hart.Instructions));
    }

    [Theory]
    [InlineData(Operation.Div, 7, 0, -1)]
    [InlineData(Operation.Divu, 7, 0, -1)]
    [InlineData(Operation.Rem, 7, 0, 7)]
    [InlineData(Operation.Remu, 7, 0, 7)]
    [InlineData(Operation.Div, int.MinValue, -1, int.MinValue)]
    [InlineData(Operation.Rem, int.MinValue, -1, 0)]
    [InlineData(Operation.Div, -7, 2, -3)]
    [InlineData(Operation.Rem, -7, 2, -1)]
    [InlineData(Operation.Mulh, -1, -1, 0)]
    [InlineData(Operation.Mulhsu, -1, -1, -1)]
    [InlineData(Operation.Mulhu, -1, -1, -2)]
    [InlineData(Operation.Sll, 1, 33, 2)]
    [InlineData(Operation.Sra, int.MinValue, 63, -1)]
    [InlineData(Operation.Srl, int.MinValue, 63, 1)]
    [InlineData(Operation.Sltu, 1, -1, 1)]
    [InlineData(Operation.Slt, 1, -1, 0)]
    public void Where_the_host_does_something_else_the_manual_counts(Operation operation, int left, int right, int result)
    {
        var code = new Assembler(Guest.Code);
        code.Load(Register.A1, left);
        code.Load(Register.A2, right);
        code.Op(operation, Register.A0, Register.A1, Register.A2);
        code.Op(Operation.Ecall);
        foreach (var run in new Action<Guest>[] { guest => guest.Interpret(), guest => guest.Translate() })
        {
            using var guest = new Guest(code.Assemble());
            run(guest);
            Assert.Equal(result, (int)guest.Hart[(int)Register.A0]);
        }
    }

    [Fact]
    public void A_block_ends_where_its_page_ends()
    {
        var nops = Enumerable.Repeat(BitConverter.GetBytes(new Instruction(Operation.Addi).Encode()), 0x1000 / 4).SelectMany(bytes => bytes).ToArray();
        using var guest = new Guest(nops);
        var start = Guest.Code + 0x1000 - 3 * Instruction.Size;
        using var block = guest.Translator.Translate(start)!;
        Assert.Equal((3, Guest.Code + 0xfff), (block.Instructions, block.Last));
        using var whole = guest.Translator.Translate(Guest.Code)!;
        Assert.Equal(Translator.MaxInstructions, whole.Instructions);
    }

    [Fact]
    public void What_must_not_be_executed_is_not_translated()
    {
        using var guest = new Guest([]);
        Assert.Null(guest.Translator.Translate(Guest.Data));
        Assert.Null(guest.Translator.Translate(Guest.Code + 2));
        Assert.Null(guest.Translator.Translate(0xffff_f000));
        Assert.Equal(0, guest.Cells.InUse);
    }

    [Fact]
    public unsafe void A_block_that_runs_after_it_was_freed_is_found_out()
    {
        using var cells = new CellPool();
        var cell = cells.Take();
        cell[3]++;
        cells.GiveBack(cell);
        Assert.Equal((1, null), (cells.Total, cells.Wrong));
        cell[3]++;
        Assert.True(cell == cells.Take()); // the next to be handed out
        Assert.Contains("ran 1 times after", cells.Wrong, StringComparison.Ordinal);
    }

    // Arithmetic, loads, stores and branches forward; registers 28 to 31 hold addresses.
    private static byte[] RandomProgram(Random random)
    {
        var code = new Assembler(Guest.Code);
        for (var register = 1; register < 28; register++)
            code.Load((Register)register, random.Next(int.MinValue, int.MaxValue));
        for (var register = 28; register < 32; register++)
            code.Load((Register)register, (int)Guest.Data + random.Next(16) * 64);
        for (var count = 0; count < 150; count++)
        {
            var (rd, rs1, rs2) = ((Register)random.Next(28), (Register)random.Next(32), (Register)random.Next(32));
            var pick = random.Next(10);
            if (pick == 0)
                code.Op(RandomOf(random, Operation.Lb, Operation.Lhu), rd, (Register)random.Next(28, 32), random.Next(16) * 4);
            else if (pick == 1)
                code.Op(RandomOf(random, Operation.Sb, Operation.Sw), rs2, (Register)random.Next(28, 32), random.Next(16) * 4);
            else if (pick == 2)
                Skip(code, random, rs1, rs2, $"behind {count}");
            else
                Plain(code, random, rd, rs1, rs2);
        }

        code.Op(Operation.Ecall);
        return code.Assemble();
    }

    private static void Plain(Assembler code, Random random, Register rd, Register rs1, Register rs2)
    {
        var operation = s_plain[random.Next(s_plain.Length)];
        if (operation is Operation.Lui or Operation.Auipc)
            code.Op(operation, rd, Register.Zero, random.Next() & ~0xfff);
        else if (operation is Operation.Slli or Operation.Srli or Operation.Srai)
            code.Op(operation, rd, rs1, random.Next(32));
        else if (operation <= Operation.Andi)
            code.Op(operation, rd, rs1, random.Next(-2048, 2048));
        else
            code.Op(operation, rd, rs1, rs2);
    }

    private static void Skip(Assembler code, Random random, Register rs1, Register rs2, string label)
    {
        code.Branch(RandomOf(random, Operation.Beq, Operation.Bgeu), rs1, rs2, label);
        code.Op(Operation.Addi, Register.A0, Register.A0, 1);
        code.Label(label);
    }

    private static Operation RandomOf(Random random, Operation first, Operation last) => (Operation)random.Next((int)first, (int)last + 1);
}

namespace GuestCodeCache.Machine.Instructions;

/// <summary>One decoded instruction.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Rd">The number of the register that it writes.</param>
/// <param name="Rs1">The number of the first register that it reads.</param>
/// <param name="Rs2">The number of the second.</param>
/// <param name="Immediate">The constant, with its sign; of an upper immediate the whole word; of a jump or branch the distance in bytes.</param>
public readonly record struct Instruction(Operation Operation, int Rd = 0, int Rs1 = 0, int Rs2 = 0, int Immediate = 0)
{
    /// <summary>Bytes of each: there are no compressed ones.</summary>
    public const int Size = 4;

    /// <summary>Whether what follows is not simply the next one, or must be looked up anew.</summary>
    public bool EndsBlock => Operation
        is Operation.Jal or Operation.Jalr
        or (>= Operation.Beq and <= Operation.Bgeu)
        or Operation.FenceI or Operation.Ecall or Operation.Ebreak or Operation.Illegal;

    /// <summary>What a word means; <see cref="Operation.Illegal"/> if nothing.</summary>
    public static Instruction Decode(uint word)
    {
        var operation = OperationTable.Find(word);
        var (rd, rs1, rs2) = ((int)(word >> 7) & 31, (int)(word >> 15) & 31, (int)(word >> 20) & 31);
        return OperationTable.FormatOf(operation) switch
        {
            Format.Register => new Instruction(operation, rd, rs1, rs2),
            Format.Immediate => new Instruction(operation, rd, rs1, 0, (int)word >> 20),
            Format.Shift => new Instruction(operation, rd, rs1, 0, rs2),
            Format.Store => new Instruction(operation, 0, rs1, rs2, ((int)word >> 20 & ~31) | rd),
            Format.Branch => new Instruction(operation, 0, rs1, rs2, BranchDistance(word)),
            Format.Upper => new Instruction(operation, rd, 0, 0, (int)(word & 0xffff_f000)),
            Format.Jump => new Instruction(operation, rd, 0, 0, JumpDistance(word)),
            _ => new Instruction(operation),
        };
    }

    /// <summary>The word that means this.</summary>
    /// <exception cref="OverflowException">The constant does not fit into the instruction.</exception>
    public uint Encode()
    {
        var encoding = Encoding.Of(Operation);
        var (rd, rs1, rs2) = ((uint)Rd << 7, (uint)Rs1 << 15, (uint)Rs2 << 20);
        var rest = encoding.Format switch
        {
            Format.Register => rd | rs1 | rs2,
            Format.Immediate => rd | rs1 | (Fitting(12) << 20),
            Format.Shift => rd | rs1 | (Shift() << 20),
            Format.Store => rs1 | rs2 | ((Fitting(12) & 31) << 7) | ((Fitting(12) >> 5) << 25),
            Format.Branch => rs1 | rs2 | BranchBits(Even(13)),
            Format.Upper => rd | Upper(),
            Format.Jump => rd | JumpBits(Even(21)),
            _ => encoding.Funct7 << 20,
        };
        return encoding.Format is Format.System
            ? encoding.Opcode | rest
            : encoding.Opcode | (encoding.Funct3 << 12) | (encoding.Funct7 << 25) | rest;
    }

    private static int BranchDistance(uint word) =>
        ((int)word >> 31 << 12) | (int)((word << 4 & 0x800) | (word >> 20 & 0x7e0) | (word >> 7 & 0x1e));

    private static uint BranchBits(uint distance) =>
        ((distance >> 12 & 1) << 31) | ((distance >> 5 & 0x3f) << 25) | ((distance >> 1 & 0xf) << 8) | ((distance >> 11 & 1) << 7);

    private static int JumpDistance(uint word) =>
        ((int)word >> 31 << 20) | (int)((word & 0xff000) | (word >> 9 & 0x800) | (word >> 20 & 0x7fe));

    private static uint JumpBits(uint distance) =>
        ((distance >> 20 & 1) << 31) | ((distance >> 1 & 0x3ff) << 21) | ((distance >> 11 & 1) << 20) | ((distance >> 12 & 0xff) << 12);

    // The lowest bits of the constant, if it has no more.
    private uint Fitting(int bits)
    {
        var limit = 1 << (bits - 1);
        if (Immediate < -limit || Immediate >= limit)
            throw new OverflowException($"{Immediate} does not fit: the constant of {Operation} lies between {-limit} and {limit - 1}.");
        return (uint)Immediate & (uint)((limit << 1) - 1);
    }

    private uint Even(int bits) => (Immediate & 1) == 0
        ? Fitting(bits)
        : throw new OverflowException($"{Immediate} does not fit: the distance of {Operation} is even.");

    private uint Shift() => Immediate is >= 0 and < 32
        ? (uint)Immediate
        : throw new OverflowException($"{Immediate} does not fit: {Operation} shifts by 0 to 31 bits.");

    private uint Upper() => (Immediate & 0xfff) == 0
        ? (uint)Immediate
        : throw new OverflowException($"{Immediate} does not fit: the lowest 12 bits of the constant of {Operation} are 0.");
}

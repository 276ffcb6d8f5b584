using System.Reflection;
using System.Reflection.Emit;
using GuestCodeCache.Machine.Instructions;
using GuestCodeCache.Machine.Memory;

namespace GuestCodeCache.Machine.Execution;

/// <summary>Turns basic blocks into methods of the host. Any number of threads may translate at once.</summary>
/// <param name="memory">Where the guest's code is.</param>
/// <param name="cells">Where blocks count.</param>
public sealed unsafe class Translator(GuestMemory memory, CellPool cells)
{
    /// <summary>How long a block may become, in instructions. It never leaves its page.</summary>
    public const int MaxInstructions = 64;

    private static readonly MethodInfo s_barrier = typeof(Interlocked).GetMethod(nameof(Interlocked.MemoryBarrier))!;

    /// <summary>The block that begins at an address; null if that cannot be executed at the moment. Takes about as long as ten thousand instructions.</summary>
    public TranslatedBlock? Translate(uint start)
    {
        Span<uint> words = stackalloc uint[MaxInstructions];
        if (!memory.TryFetch(start, words, out var count))
            return null;
        var instructions = new List<Instruction>(count);
        do
            instructions.Add(Instruction.Decode(words[instructions.Count]));
        while (instructions.Count < count && !instructions[^1].EndsBlock);

        var cell = cells.Take();
        return new TranslatedBlock(start, instructions.Count, Compile(start, instructions, cell), cells, cell);
    }

    private static BlockBody Compile(uint start, List<Instruction> instructions, long* cell)
    {
        var method = new DynamicMethod($"block at 0x{start:x}", typeof(uint), [typeof(Hart), typeof(uint*)], typeof(Hart).Module, skipVisibility: true);
        var code = new BlockWriter(method.GetILGenerator());
        code.Count(cell);
        var pc = start;
        foreach (var instruction in instructions)
        {
            Write(code, pc, in instruction);
            pc += Instruction.Size;
        }

        if (!instructions[^1].EndsBlock)
            code.GoTo(pc);
        return method.CreateDelegate<BlockBody>(); // compiles it
    }

    private static void Write(BlockWriter code, uint pc, in Instruction instruction)
    {
        var operation = instruction.Operation;
        if (operation is >= Operation.Addi and <= Operation.Remu)
            code.Compute(in instruction);
        else if (operation is >= Operation.Lb and <= Operation.Lhu)
            code.Load(pc, in instruction);
        else if (operation is >= Operation.Sb and <= Operation.Sw)
            code.Store(pc, in instruction);
        else if (operation is >= Operation.Beq and <= Operation.Bgeu)
            code.Branch(pc, in instruction);
        else
            Transfer(code, pc, in instruction);
    }

    private static void Transfer(BlockWriter code, uint pc, in Instruction instruction)
    {
        switch (instruction.Operation)
        {
            case Operation.Lui:
                code.SetConstant(instruction.Rd, (uint)instruction.Immediate);
                break;
            case Operation.Auipc:
                code.SetConstant(instruction.Rd, pc + (uint)instruction.Immediate);
                break;
            case Operation.Jal:
                code.SetConstant(instruction.Rd, pc + Instruction.Size);
                code.GoTo(pc + (uint)instruction.Immediate);
                break;
            case Operation.Jalr:
                code.GoToRegister(pc, in instruction);
                break;
            case Operation.Fence:
                code.Call(s_barrier);
                break;
            case Operation.FenceI:
                code.Call(s_barrier);
                code.GoTo(pc + Instruction.Size);
                break;
            default:
                code.Trap(Interpreter.TrapOf(instruction.Operation));
                code.GoTo(pc);
                break;
        }
    }
}

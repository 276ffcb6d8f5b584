using GuestCodeCache.Machine.Instructions;
using static GuestCodeCache.Machine.Execution.Arithmetic;

namespace GuestCodeCache.Machine.Execution;

/// <summary>Fetches, decodes and executes. It keeps nothing, so it is never wrong about what is in memory.</summary>
internal static unsafe class Interpreter
{
    /// <summary>Executes to the end of the block. Inside a section.</summary>
    internal static void RunBlock(Hart hart)
    {
        Instruction instruction;
        do
        {
            instruction = Instruction.Decode(hart.Fetch(hart.Pc));
            Execute(hart, in instruction);
            hart.X[0] = 0;
            hart.Instructions++;
        }
        while (!instruction.EndsBlock);
    }

    private static void Execute(Hart hart, in Instruction instruction)
    {
        var operation = instruction.Operation;
        var next = hart.Pc + Instruction.Size;
        if (operation is >= Operation.Addi and <= Operation.Remu)
            hart.X[instruction.Rd] = (uint)Compute(hart, in instruction);
        else if (operation is >= Operation.Lb and <= Operation.Lhu)
            hart.X[instruction.Rd] = (uint)Load(hart, in instruction);
        else if (operation is >= Operation.Sb and <= Operation.Sw)
            Store(hart, in instruction);
        else
            next = Transfer(hart, in instruction, next);
        hart.Pc = next;
    }

    private static int Compute(Hart hart, in Instruction instruction)
    {
        var left = (int)hart.X[instruction.Rs1];
        var right = instruction.Operation <= Operation.Srai ? instruction.Immediate : (int)hart.X[instruction.Rs2];
        return instruction.Operation switch
        {
            Operation.Addi or Operation.Add => left + right,
            Operation.Sub => left - right,
            Operation.Slti or Operation.Slt => SetIfLess(left, right),
            Operation.Sltiu or Operation.Sltu => SetIfLessUnsigned(left, right),
            Operation.Xori or Operation.Xor => left ^ right,
            Operation.Ori or Operation.Or => left | right,
            Operation.Andi or Operation.And => left & right,
            Operation.Slli or Operation.Sll => left << right,
            Operation.Srli or Operation.Srl => left >>> right,
            Operation.Srai or Operation.Sra => left >> right,
            Operation.Mul => left * right,
            Operation.Mulh => MultiplyHigh(left, right),
            Operation.Mulhsu => MultiplyHighMixed(left, right),
            Operation.Mulhu => MultiplyHighUnsigned(left, right),
            Operation.Div => Divide(left, right),
            Operation.Divu => DivideUnsigned(left, right),
            Operation.Rem => Remainder(left, right),
            _ => RemainderUnsigned(left, right),
        };
    }

    private static int Load(Hart hart, in Instruction instruction)
    {
        var address = hart.X[instruction.Rs1] + (uint)instruction.Immediate;
        return instruction.Operation switch
        {
            Operation.Lb => hart.LoadByte(address),
            Operation.Lh => hart.LoadHalf(address),
            Operation.Lw => hart.LoadWord(address),
            Operation.Lbu => hart.LoadByteUnsigned(address),
            _ => hart.LoadHalfUnsigned(address),
        };
    }

    private static void Store(Hart hart, in Instruction instruction)
    {
        var address = hart.X[instruction.Rs1] + (uint)instruction.Immediate;
        var value = (int)hart.X[instruction.Rs2];
        if (instruction.Operation == Operation.Sb)
            hart.StoreByte(address, value);
        else if (instruction.Operation == Operation.Sh)
            hart.StoreHalf(address, value);
        else
            hart.StoreWord(address, value);
    }

    private static uint Transfer(Hart hart, in Instruction instruction, uint next)
    {
        var target = hart.Pc + (uint)instruction.Immediate;
        var (left, right) = (hart.X[instruction.Rs1], hart.X[instruction.Rs2]);
        switch (instruction.Operation)
        {
            case Operation.Lui:
                hart.X[instruction.Rd] = (uint)instruction.Immediate;
                return next;
            case Operation.Auipc:
                hart.X[instruction.Rd] = target;
                return next;
            case Operation.Jal:
                hart.X[instruction.Rd] = next;
                return target;
            case Operation.Jalr:
                hart.X[instruction.Rd] = next;
                return (left + (uint)instruction.Immediate) & ~1u;
            case Operation.Beq:
                return left == right ? target : next;
            case Operation.Bne:
                return left != right ? target : next;
            case Operation.Blt:
                return (int)left < (int)right ? target : next;
            case Operation.Bge:
                return (int)left >= (int)right ? target : next;
            case Operation.Bltu:
                return left < right ? target : next;
            case Operation.Bgeu:
                return left >= right ? target : next;
            case Operation.Fence or Operation.FenceI:
                Interlocked.MemoryBarrier();
                return next;
            default:
                hart.Trap = TrapOf(instruction.Operation);
                return hart.Pc;
        }
    }

    internal static Trap TrapOf(Operation operation) => operation switch
    {
        Operation.Ecall => Trap.SystemCall,
        Operation.Ebreak => Trap.Breakpoint,
        _ => Trap.IllegalInstruction,
    };
}

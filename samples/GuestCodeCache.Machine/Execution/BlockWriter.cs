using System.Reflection;
using System.Reflection.Emit;
using GuestCodeCache.Machine.Instructions;

namespace GuestCodeCache.Machine.Execution;

/// <summary>Writes the intermediate language of one block. Registers stay in memory, so that they are right whenever a load or store throws.</summary>
internal sealed unsafe class BlockWriter(ILGenerator il)
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly MethodInfo s_setPc = typeof(Hart).GetProperty(nameof(Hart.Pc))!.SetMethod!;
    private static readonly MethodInfo s_setTrap = typeof(Hart).GetProperty(nameof(Hart.Trap))!.SetMethod!;
    private static readonly MethodInfo s_cellOffset = typeof(Hart).GetProperty(nameof(Hart.CellOffset), Any)!.GetMethod!;

    private static readonly Dictionary<Operation, MethodInfo> s_calls = new()
    {
        [Operation.Slti] = Function(nameof(Arithmetic.SetIfLess)),
        [Operation.Slt] = Function(nameof(Arithmetic.SetIfLess)),
        [Operation.Sltiu] = Function(nameof(Arithmetic.SetIfLessUnsigned)),
        [Operation.Sltu] = Function(nameof(Arithmetic.SetIfLessUnsigned)),
        [Operation.Mulh] = Function(nameof(Arithmetic.MultiplyHigh)),
        [Operation.Mulhsu] = Function(nameof(Arithmetic.MultiplyHighMixed)),
        [Operation.Mulhu] = Function(nameof(Arithmetic.MultiplyHighUnsigned)),
        [Operation.Div] = Function(nameof(Arithmetic.Divide)),
        [Operation.Divu] = Function(nameof(Arithmetic.DivideUnsigned)),
        [Operation.Rem] = Function(nameof(Arithmetic.Remainder)),
        [Operation.Remu] = Function(nameof(Arithmetic.RemainderUnsigned)),
        [Operation.Lb] = Access(nameof(Hart.LoadByte)),
        [Operation.Lh] = Access(nameof(Hart.LoadHalf)),
        [Operation.Lw] = Access(nameof(Hart.LoadWord)),
        [Operation.Lbu] = Access(nameof(Hart.LoadByteUnsigned)),
        [Operation.Lhu] = Access(nameof(Hart.LoadHalfUnsigned)),
        [Operation.Sb] = Access(nameof(Hart.StoreByte)),
        [Operation.Sh] = Access(nameof(Hart.StoreHalf)),
        [Operation.Sw] = Access(nameof(Hart.StoreWord)),
    };

    /// <summary>One more run, in the counter of whoever runs it.</summary>
    internal void Count(long* cell)
    {
        il.Emit(OpCodes.Ldc_I8, (long)cell);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, s_cellOffset);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Ldind_I8);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stind_I8);
    }

    internal void Compute(in Instruction instruction)
    {
        if (instruction.Rd == 0)
            return;
        Address(instruction.Rd);
        Get(instruction.Rs1);
        if (instruction.Operation <= Operation.Srai)
            il.Emit(OpCodes.Ldc_I4, instruction.Immediate);
        else
            Get(instruction.Rs2);
        if (s_calls.TryGetValue(instruction.Operation, out var call))
            il.Emit(OpCodes.Call, call);
        else
            Operator(instruction.Operation);
        il.Emit(OpCodes.Stind_I4);
    }

    internal void Load(uint pc, in Instruction instruction)
    {
        SetPc(pc);
        if (instruction.Rd == 0)
        {
            CallWithAddress(in instruction); // it may still be refused
            il.Emit(OpCodes.Pop);
            return;
        }

        Address(instruction.Rd);
        CallWithAddress(in instruction);
        il.Emit(OpCodes.Stind_I4);
    }

    internal void Store(uint pc, in Instruction instruction)
    {
        SetPc(pc);
        CallWithAddress(in instruction, instruction.Rs2);
    }

    internal void Branch(uint pc, in Instruction instruction)
    {
        var taken = il.DefineLabel();
        Get(instruction.Rs1);
        Get(instruction.Rs2);
        il.Emit(
            instruction.Operation switch
            {
                Operation.Beq => OpCodes.Beq,
                Operation.Bne => OpCodes.Bne_Un,
                Operation.Blt => OpCodes.Blt,
                Operation.Bge => OpCodes.Bge,
                Operation.Bltu => OpCodes.Blt_Un,
                _ => OpCodes.Bge_Un,
            },
            taken);
        GoTo(pc + Instruction.Size);
        il.MarkLabel(taken);
        GoTo(pc + (uint)instruction.Immediate);
    }

    internal void SetConstant(int register, uint value)
    {
        if (register == 0)
            return;
        Address(register);
        il.Emit(OpCodes.Ldc_I4, (int)value);
        il.Emit(OpCodes.Stind_I4);
    }

    internal void GoTo(uint pc)
    {
        il.Emit(OpCodes.Ldc_I4, (int)pc);
        il.Emit(OpCodes.Ret);
    }

    internal void GoToRegister(uint pc, in Instruction instruction)
    {
        Get(instruction.Rs1); // stays on the stack: the link may be the same register
        il.Emit(OpCodes.Ldc_I4, instruction.Immediate);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldc_I4, ~1);
        il.Emit(OpCodes.And);
        SetConstant(instruction.Rd, pc + Instruction.Size);
        il.Emit(OpCodes.Ret);
    }

    internal void Trap(Trap trap)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, (int)trap);
        il.Emit(OpCodes.Call, s_setTrap);
    }

    internal void Call(MethodInfo method) => il.Emit(OpCodes.Call, method);

    private static MethodInfo Function(string name) => typeof(Arithmetic).GetMethod(name, Any)!;

    private static MethodInfo Access(string name) => typeof(Hart).GetMethod(name, Any)!;

    private void CallWithAddress(in Instruction instruction, int? value = null)
    {
        il.Emit(OpCodes.Ldarg_0);
        Get(instruction.Rs1);
        il.Emit(OpCodes.Ldc_I4, instruction.Immediate);
        il.Emit(OpCodes.Add);
        if (value is { } register)
            Get(register);
        il.Emit(OpCodes.Call, s_calls[instruction.Operation]);
    }

    private void SetPc(uint pc)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, (int)pc);
        il.Emit(OpCodes.Call, s_setPc);
    }

    private void Operator(Operation operation)
    {
        if (operation is Operation.Slli or Operation.Srli or Operation.Srai or Operation.Sll or Operation.Srl or Operation.Sra)
        {
            il.Emit(OpCodes.Ldc_I4, 31); // the host's shifts are not defined beyond
            il.Emit(OpCodes.And);
        }

        il.Emit(operation switch
        {
            Operation.Addi or Operation.Add => OpCodes.Add,
            Operation.Sub => OpCodes.Sub,
            Operation.Xori or Operation.Xor => OpCodes.Xor,
            Operation.Ori or Operation.Or => OpCodes.Or,
            Operation.Andi or Operation.And => OpCodes.And,
            Operation.Slli or Operation.Sll => OpCodes.Shl,
            Operation.Srli or Operation.Srl => OpCodes.Shr_Un,
            Operation.Srai or Operation.Sra => OpCodes.Shr,
            Operation.Mul => OpCodes.Mul,
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, $"{operation} is no operator of the host."),
        });
    }

    private void Get(int register)
    {
        if (register == 0)
        {
            il.Emit(OpCodes.Ldc_I4_0);
            return;
        }

        Address(register);
        il.Emit(OpCodes.Ldind_I4);
    }

    private void Address(int register)
    {
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldc_I4, register * sizeof(uint));
        il.Emit(OpCodes.Add);
    }
}

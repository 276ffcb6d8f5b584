using GuestCodeCache.Machine.Instructions;
using GuestCodeCache.Machine.Kernel;
using GuestCodeCache.Machine.Memory;
using static GuestCodeCache.Machine.Assembly.Register;

namespace GuestCodeCache.Machine.Programs;

/// <summary>One thread writes a routine anew, instruction by instruction, while others call it.</summary>
internal static class CrossModifying
{
    private const int Additions = 16;

    internal static GuestProgram Write(int callers, int versions)
    {
        var program = new ProgramWriter();
        var code = program.Code;
        var count = 0;
        Changing.Write(program, callers, versions, () =>
        {
            var next = $"next instruction {count++}";
            code.Op(Operation.Andi, T1, Changing.Version, 0x3ff); // addi a0, a0, version
            code.Op(Operation.Slli, T1, T1, 20);
            code.Load(T2, (int)new Instruction(Operation.Addi, (int)A0, (int)A0).Encode());
            code.Op(Operation.Or, T1, T1, T2);
            code.Load(T0, (int)ProgramWriter.Routine);
            code.Load(T3, (int)ProgramWriter.Routine + Additions * Instruction.Size);
            code.Label(next);
            code.Op(Operation.Sw, T1, T0, 0);
            code.Op(Operation.Addi, T0, T0, Instruction.Size);
            code.Branch(Operation.Bne, T0, T3, next);
            code.Op(Operation.Andi, Changing.Expected, Changing.Version, 0x3ff);
            code.Op(Operation.Slli, Changing.Expected, Changing.Expected, 4); // as often as there are additions
        });

        byte[] routine = [.. new byte[Additions * Instruction.Size], .. BitConverter.GetBytes(new Instruction(Operation.Jalr, 0, (int)Ra).Encode())];
        return program.Build("cross-modifying", disk: null, new Segment(ProgramWriter.Routine, routine, GuestMemory.PageSize, Rights.Read | Rights.Write | Rights.Execute));
    }
}

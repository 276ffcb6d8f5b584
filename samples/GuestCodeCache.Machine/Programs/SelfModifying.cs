using GuestCodeCache.Machine.Instructions;
using GuestCodeCache.Machine.Kernel;
using GuestCodeCache.Machine.Memory;
using static GuestCodeCache.Machine.Assembly.Register;

namespace GuestCodeCache.Machine.Programs;

/// <summary>
/// One thread that writes a routine and calls it, over and over: every other time into pages that it may write and execute, else into pages of which it first takes
/// one right and then the other.
/// </summary>
internal static class SelfModifying
{
    private const int CallsPerVersion = 60;

    internal static GuestProgram Write(int versions)
    {
        var program = new ProgramWriter();
        var code = program.Code;
        const int Routine = (int)ProgramWriter.Routine, Other = Routine + 0x1000;

        code.Load(S0, 0); // wrong results
        code.Load(S1, 0); // results
        code.Load(S2, 1); // the version
        code.Label("version");
        code.Op(Operation.Andi, S3, S2, 0x7ff); // what the routine is to return
        code.Op(Operation.Slli, T1, S3, 20);
        code.Load(T2, (int)new Instruction(Operation.Addi, (int)A0).Encode());
        code.Op(Operation.Or, S5, T1, T2); // addi a0, zero, s3
        code.Op(Operation.Andi, T0, S2, 1);
        code.Load(S4, Routine);
        code.Branch(Operation.Beq, T0, Zero, "write");
        code.Load(S4, Other);
        Protect(program, Rights.Read | Rights.Write);
        code.Label("write");
        code.Op(Operation.Sw, S5, S4, 0);
        code.Op(Operation.Andi, T0, S2, 1);
        code.Branch(Operation.Beq, T0, Zero, "written");
        Protect(program, Rights.Read | Rights.Execute);
        code.Label("written");
        code.Op(Operation.FenceI);

        code.Load(S6, CallsPerVersion);
        code.Label("call");
        code.Call(S4);
        code.Op(Operation.Addi, S1, S1, 1);
        code.Branch(Operation.Beq, A0, S3, "right");
        code.Op(Operation.Addi, S0, S0, 1);
        code.Label("right");
        code.Op(Operation.Addi, S6, S6, -1);
        code.Branch(Operation.Bne, S6, Zero, "call");
        code.Op(Operation.Addi, S2, S2, 1);
        code.Load(T0, versions + 1);
        code.Branch(Operation.Bne, S2, T0, "version");
        program.Report();

        byte[] routine = [.. new byte[4], .. BitConverter.GetBytes(new Instruction(Operation.Jalr, 0, (int)Ra).Encode())];
        return program.Build(
            "self-modifying",
            disk: null,
            new Segment(ProgramWriter.Routine, routine, 0x1000, Rights.Read | Rights.Write | Rights.Execute),
            new Segment(Other, routine, 0x1000, Rights.Read | Rights.Execute));
    }

    private static void Protect(ProgramWriter program, Rights rights)
    {
        program.Code.Move(A0, S4);
        program.Code.Load(A1, (int)GuestMemory.PageSize);
        program.Code.Load(A2, (int)rights);
        program.Code.SystemCall((int)SystemCallNumber.Mprotect);
    }
}

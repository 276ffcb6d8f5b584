using GuestCodeCache.Machine.Assembly;
using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Instructions;
using GuestCodeCache.Machine.Kernel;
using static GuestCodeCache.Machine.Assembly.Register;

namespace GuestCodeCache.Machine.Programs;

/// <summary>
/// Several threads that call a routine while another one changes it. The one that changes counts up before and after, and says in between what the routine returns
/// from now on. Who called it while the count was even, and the same before and after, must have got that.
/// </summary>
internal static class Changing
{
    /// <summary>The version that is being written, from 1 on. The code between must leave it alone, and put what the routine will return into <see cref="Expected"/>.</summary>
    internal const Register Version = S5, Expected = S7;

    private const int Monotonic = 1;

    /// <summary>Where the threads meet, in the data.</summary>
    private sealed record Places(int Count, int Expected, int Stop, int Wrong, int Total, int Done, int Time);

    internal static void Write(ProgramWriter program, int callers, int versions, Action change)
    {
        const int PerHart = Hart.MaxCount * 4;
        var places = new Places(
            program.Reserve(4), program.Reserve(4), program.Reserve(4), program.Reserve(PerHart), program.Reserve(PerHart), program.Reserve(PerHart), program.Reserve(16));
        var code = program.Code;
        code.Load(Version, 0);
        WriteVersion(program, places, change);
        Threads.Start(program, callers + 1, "caller");
        code.Load(S6, 12345);
        code.Label("next version");
        Sleep(program, places);
        WriteVersion(program, places, change);
        code.Load(T0, versions);
        code.Branch(Operation.Bltu, Version, T0, "next version");
        Sleep(program, places);
        WriteEnd(program, places, callers);
        WriteCaller(program, places);
    }

    private static void WriteVersion(ProgramWriter program, Places places, Action change)
    {
        var code = program.Code;
        code.Op(Operation.Addi, Version, Version, 1);
        CountUp(program, places);
        change();
        program.StoreWord(Expected, places.Expected, T0);
        CountUp(program, places);
    }

    private static void CountUp(ProgramWriter program, Places places)
    {
        var code = program.Code;
        code.Op(Operation.Fence);
        code.Load(T0, places.Count);
        code.Op(Operation.Lw, T1, T0, 0);
        code.Op(Operation.Addi, T1, T1, 1);
        code.Op(Operation.Sw, T1, T0, 0);
        code.Op(Operation.Fence);
    }

    // Into t1, from s6.
    private static void NextRandom(Assembler code, int bits)
    {
        code.Load(T0, 1_103_515_245);
        code.Op(Operation.Mul, S6, S6, T0);
        code.Load(T0, 12345);
        code.Op(Operation.Add, S6, S6, T0);
        code.Op(Operation.Srli, T1, S6, 32 - bits);
    }

    // 1 to 3 milliseconds: about as long as translating takes.
    private static void Sleep(ProgramWriter program, Places places)
    {
        var code = program.Code;
        NextRandom(code, bits: 21);
        code.Load(T0, 1_000_000);
        code.Op(Operation.Add, T1, T1, T0);
        code.Load(A2, places.Time);
        code.Op(Operation.Sw, T1, A2, 8);
        code.Load(A0, Monotonic);
        code.Load(A1, 0);
        code.Load(A3, 0);
        code.SystemCall((int)SystemCallNumber.ClockNanosleep);
    }

    // Waits for all callers, adds up what they found, and reports.
    private static void WriteEnd(ProgramWriter program, Places places, int callers)
    {
        var code = program.Code;
        code.Load(T1, 1);
        program.StoreWord(T1, places.Stop, T0);
        code.Load(S0, 0);
        code.Load(S1, 0);
        Threads.AwaitAll(program, 1, callers, places.Done, () =>
        {
            Threads.AddUp(program, S0, places.Wrong);
            Threads.AddUp(program, S1, places.Total);
        });
        program.Report();
    }

    private static void WriteCaller(ProgramWriter program, Places places)
    {
        var code = program.Code;
        code.Label("caller");
        Threads.GetIndex(program, S4);
        code.Move(S6, S4);
        code.Load(S0, 0);
        code.Load(S1, 0);
        code.Load(S7, places.Count);
        code.Load(S8, places.Stop);
        code.Load(S9, places.Expected);
        code.Load(S10, (int)ProgramWriter.Routine);

        // Something else for a while, so that the routine is translated at any moment, and not always when it has just been changed.
        code.Label("next call");
        NextRandom(code, bits: 14);
        code.Label("something else");
        code.Op(Operation.Addi, T1, T1, -1);
        code.Branch(Operation.Bge, T1, Zero, "something else");
        code.Op(Operation.Lw, T0, S8, 0);
        code.Branch(Operation.Bne, T0, Zero, "stop");
        code.Op(Operation.Lw, S2, S7, 0);
        code.Op(Operation.Andi, T0, S2, 1);
        code.Branch(Operation.Bne, T0, Zero, "being changed");
        code.Op(Operation.Fence);
        code.Op(Operation.FenceI);
        code.Load(A0, 0);
        code.Call(S10);
        code.Op(Operation.Fence);
        code.Op(Operation.Lw, T2, S9, 0);
        code.Op(Operation.Fence);
        code.Op(Operation.Lw, S3, S7, 0);
        code.Branch(Operation.Bne, S2, S3, "next call"); // changed meanwhile: it may return anything
        code.Op(Operation.Addi, S1, S1, 1);
        code.Branch(Operation.Beq, A0, T2, "next call");
        code.Op(Operation.Addi, S0, S0, 1);
        code.Jump("next call");

        code.Label("being changed");
        code.SystemCall((int)SystemCallNumber.SchedYield);
        code.Jump("next call");

        code.Label("stop");
        Threads.Put(program, S4, S1, places.Total);
        Threads.End(program, S4, S0, places.Wrong, places.Done);
    }
}

using GuestCodeCache.Machine.Assembly;
using GuestCodeCache.Machine.Instructions;
using GuestCodeCache.Machine.Kernel;
using static GuestCodeCache.Machine.Assembly.Register;

namespace GuestCodeCache.Machine.Programs;

/// <summary>What programs with several threads write: how threads begin, end, and are waited for. Each has a word of its own in arrays of the data.</summary>
internal static class Threads
{
    private const int CloneVm = 0x100, CloneThread = 0x10000;

    /// <summary>Starts threads that go on at a label, so that there are as many as this together with the first one.</summary>
    internal static void Start(ProgramWriter program, int threads, string label)
    {
        for (var thread = 1; thread < threads; thread++)
        {
            program.Code.Load(A0, CloneVm | CloneThread);
            program.Code.Load(A1, 0);
            program.Code.SystemCall((int)SystemCallNumber.Clone);
            program.Code.Branch(Operation.Beq, A0, Zero, label);
        }
    }

    /// <summary>Where the thread's words are in arrays: four times its number.</summary>
    internal static void GetIndex(ProgramWriter program, Register index)
    {
        program.Code.SystemCall((int)SystemCallNumber.GetTid);
        program.Code.Op(Operation.Addi, A0, A0, -1);
        program.Code.Op(Operation.Slli, index, A0, 2);
    }

    /// <summary>Stores a word of the thread's own.</summary>
    internal static void Put(ProgramWriter program, Register index, Register value, int array)
    {
        program.Code.Load(T0, array);
        program.Code.Op(Operation.Add, T0, T0, index);
        program.Code.Op(Operation.Sw, value, T0, 0);
    }

    /// <summary>Leaves a result and says that it is there; then all but the first thread exit.</summary>
    internal static void End(ProgramWriter program, Register index, Register value, int results, int done)
    {
        var code = program.Code;
        Put(program, index, value, results);
        code.Op(Operation.Fence);
        code.Load(T1, 1);
        Put(program, index, T1, done);
        code.Branch(Operation.Beq, index, Zero, "first thread");
        code.Load(A0, 0);
        code.SystemCall((int)SystemCallNumber.Exit);
        code.Label("first thread");
    }

    /// <summary>Waits for threads, and does something for each: its index is in s2.</summary>
    internal static void AwaitAll(ProgramWriter program, int first, int count, int done, Action forEach)
    {
        var code = program.Code;
        code.Load(S2, first * 4);
        code.Label("next thread");
        code.Load(T0, done);
        code.Op(Operation.Add, T0, T0, S2);
        code.Op(Operation.Lw, T1, T0, 0);
        code.Branch(Operation.Bne, T1, Zero, "done");
        code.SystemCall((int)SystemCallNumber.SchedYield);
        code.Jump("next thread");
        code.Label("done");
        code.Op(Operation.Fence);
        forEach();
        code.Op(Operation.Addi, S2, S2, 4);
        code.Load(T0, (first + count) * 4);
        code.Branch(Operation.Bne, S2, T0, "next thread");
    }

    /// <summary>Adds the word at the index in s2 to a sum.</summary>
    internal static void AddUp(ProgramWriter program, Register sum, int array)
    {
        program.Code.Load(T0, array);
        program.Code.Op(Operation.Add, T0, T0, S2);
        program.Code.Op(Operation.Lw, T0, T0, 0);
        program.Code.Op(Operation.Add, sum, sum, T0);
    }
}

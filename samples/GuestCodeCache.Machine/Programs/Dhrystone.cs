using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Instructions;
using GuestCodeCache.Machine.Kernel;
using static GuestCodeCache.Machine.Assembly.Register;

namespace GuestCodeCache.Machine.Programs;

/// <summary>What Dhrystone does, in its proportions: records are copied, strings compared, procedures called, and numbers multiplied and divided.</summary>
internal static class Dhrystone
{
    private const int RecordWords = 8;
    private const string First = "DHRYSTONE PROGRAM, 1'ST STRING", Second = "DHRYSTONE PROGRAM, 2'ND STRING";

    internal static GuestProgram Write(int rounds, int threads = 1)
    {
        var program = new ProgramWriter();
        var code = program.Code;
        var record = program.Words(0, 3, 1, 4, 1, 5, 9, 2);
        for (var hart = 1; hart < Hart.MaxCount; hart++)
            program.Words(0, 3, 1, 4, 1, 5, 9, 2);
        var (copy, wrong, done) = (program.Reserve(Hart.MaxCount * RecordWords * 4), program.Reserve(Hart.MaxCount * 4), program.Reserve(Hart.MaxCount * 4));
        var (first, second) = (program.Text(First), program.Text(Second));

        Threads.Start(program, threads, "thread");
        code.Label("thread");
        Threads.GetIndex(program, S10);
        code.Op(Operation.Slli, T0, S10, 3); // words of a record
        code.Load(S5, record);
        code.Op(Operation.Add, S5, S5, T0);
        code.Load(S6, copy);
        code.Op(Operation.Add, S6, S6, T0);
        code.Load(S2, 0); // the round
        code.Load(S3, 0); // the checksum
        code.Load(S4, rounds);
        code.Load(S7, first);
        code.Load(S8, second);
        code.Label("round");
        code.Op(Operation.Sw, S2, S5, 0);
        code.Call("copy record");
        code.Call("compare strings");
        code.Move(S9, A0);
        code.Move(A0, S2);
        code.Call("arithmetic");
        code.Op(Operation.Add, A0, A0, S9);
        code.Op(Operation.Lw, T0, S6, 0);
        code.Op(Operation.Add, A0, A0, T0);
        code.Load(T1, 31);
        code.Op(Operation.Mul, S3, S3, T1);
        code.Op(Operation.Add, S3, S3, A0);
        code.Op(Operation.Addi, S2, S2, 1);
        code.Branch(Operation.Bne, S2, S4, "round");

        code.Load(T0, Checksum(rounds));
        code.Op(Operation.Xor, T0, T0, S3);
        code.Op(Operation.Sltu, S0, Zero, T0);
        Threads.End(program, S10, S0, wrong, done);
        code.Load(S0, 0);
        Threads.AwaitAll(program, 0, threads, done, () => Threads.AddUp(program, S0, wrong));
        code.Load(S1, threads);
        program.Report();
        WriteProcedures(program);
        return program.Build(threads == 1 ? "dhrystone" : $"dhrystone, {threads} threads");
    }

    // The same in C#.
    private static int Checksum(int rounds)
    {
        var common = First.Zip(Second).TakeWhile(pair => pair.First == pair.Second).Count();
        var checksum = 0;
        for (var round = 0; round < rounds; round++)
        {
            var quotient = round * 7 / (round % 13 + 1);
            var arithmetic = (round & 1) == 0 ? quotient : quotient ^ round;
            checksum = checksum * 31 + arithmetic + common + round;
        }

        return checksum;
    }

    private static void WriteProcedures(ProgramWriter program)
    {
        var code = program.Code;
        code.Label("copy record");
        code.Move(T0, S5);
        code.Move(T1, S6);
        code.Op(Operation.Addi, T2, S5, RecordWords * 4);
        code.Label("next word");
        code.Op(Operation.Lw, T3, T0, 0);
        code.Op(Operation.Sw, T3, T1, 0);
        code.Op(Operation.Addi, T0, T0, 4);
        code.Op(Operation.Addi, T1, T1, 4);
        code.Branch(Operation.Bltu, T0, T2, "next word");
        code.Return();

        code.Label("compare strings"); // how many characters are the same
        code.Load(A0, 0);
        code.Label("next character");
        code.Op(Operation.Add, T0, S7, A0);
        code.Op(Operation.Add, T1, S8, A0);
        code.Op(Operation.Lbu, T0, T0, 0);
        code.Op(Operation.Lbu, T1, T1, 0);
        code.Branch(Operation.Bne, T0, T1, "different");
        code.Op(Operation.Addi, A0, A0, 1);
        code.Jump("next character");
        code.Label("different");
        code.Return();

        code.Label("arithmetic");
        code.Load(T0, 13);
        code.Op(Operation.Rem, T0, A0, T0);
        code.Op(Operation.Addi, T0, T0, 1);
        code.Load(T1, 7);
        code.Op(Operation.Mul, T1, A0, T1);
        code.Op(Operation.Div, T1, T1, T0);
        code.Op(Operation.Andi, T2, A0, 1);
        code.Branch(Operation.Beq, T2, Zero, "even");
        code.Op(Operation.Xor, T1, T1, A0);
        code.Label("even");
        code.Move(A0, T1);
        code.Return();
    }
}

using GuestCodeCache.Driver;
using GuestCodeCache.Machine.Assembly;
using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Instructions;
using GuestCodeCache.Machine.Kernel;
using GuestCodeCache.Machine.Memory;
using static GuestCodeCache.Machine.Assembly.Register;

namespace NotifierSdk.GuestCodeCache.Tests;

/// <summary>Whole programs: interpreted, and with the cache.</summary>
public class KernelTests
{
    private const uint Start = 0x1_0000, Data = 0x2_0000;

    public static TheoryData<int, bool> Programs => new(
        from index in Enumerable.Range(0, 4)
        from isTranslated in new[] { false, true }
        select (index, isTranslated));

    [Theory]
    [MemberData(nameof(Programs))]
    public void Each_program_of_the_sample_comes_to_the_right_result(int index, bool isTranslated)
    {
        using var process = Run(new global::GuestCodeCache.Machine.Load(Callers: 2, Threshold: 4).Programs[index], isTranslated);
        Assert.Null(process.Failure);
        Assert.Contains(" results were wrong\n", process.Output, StringComparison.Ordinal);
        Assert.StartsWith("0 of ", process.Output, StringComparison.Ordinal);
        Assert.Equal(0, process.ExitCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_program_prints_and_exits(bool isTranslated)
    {
        using var process = Run(isTranslated, code =>
        {
            code.Load(A0, 1);
            code.LoadAddress(A1, "text");
            code.Load(A2, 4);
            code.SystemCall(64);
            code.SystemCall(94); // with what write returned
            code.Label("text");
            code.Op(Operation.Addi, A0, A0, 0); // 13 05 05 00
        });
        Assert.Equal((4, 4), (process.ExitCode, process.Output.Length));
        Assert.Null(process.Failure);
    }

    [Theory]
    [InlineData(64, 7, (int)Data, 1, 0, -9)] // write: no such file
    [InlineData(64, 1, 0x3_0000, 1, 0, -14)] // write: nothing mapped there
    [InlineData(64, 1, -4, 8, 0, -14)] // write: beyond all addresses
    [InlineData(215, 1, 0x1000, 0, 0, -22)] // munmap: not a page
    [InlineData(215, (int)Data, 0, 0, 0, -22)] // munmap: nothing
    [InlineData(222, (int)Data, 0x1000, 3, 0x22, -22)] // mmap: not where the program says
    [InlineData(222, (int)Data, 0x1000, 8, 0x32, -22)] // mmap: rights that there are not
    [InlineData(222, (int)Data, 0x1000, 3, 0x12, -9)] // mmap: a program without a disk
    [InlineData(222, 0xfff000, 0x2000, 3, 0x32, -22)] // mmap: beyond the memory
    [InlineData(226, 0x3_0000, 0x1000, 1, 0, -12)] // mprotect: nothing mapped there
    [InlineData(1234, 0, 0, 0, 0, -38)] // no such call
    public void A_system_call_that_makes_no_sense_says_why(int number, int a0, int a1, int a2, int a3, int result)
    {
        using var process = Run(isTranslated: true, code =>
        {
            code.Load(A0, a0);
            code.Load(A1, a1);
            code.Load(A2, a2);
            code.Load(A3, a3);
            code.Load(A4, 3);
            code.Load(A5, 0);
            code.SystemCall(number);
            code.SystemCall(94);
        });
        Assert.Null(process.Failure);
        Assert.Equal(result, process.ExitCode);
    }

    [Theory]
    [InlineData("an illegal instruction", "at 0x10000: IllegalInstruction", false)]
    [InlineData("an illegal instruction", "at 0x10000: IllegalInstruction", true)]
    [InlineData("a breakpoint", "at 0x10000: Breakpoint", true)]
    [InlineData("a load from nowhere", "at 0x10004: It needed the right 'Read' at 0x30000", false)]
    [InlineData("a load from nowhere", "at 0x10004: It needed the right 'Read' at 0x30000", true)]
    [InlineData("a store to its code", "at 0x10004: It needed the right 'Write' at 0x10000", true)]
    [InlineData("a load that is not aligned", "at 0x10004: It needed the right 'Read' at 0x20002, which is no multiple of 4", true)]
    [InlineData("a jump to data", "at 0x20000: It needed the right 'Execute' at 0x20000", true)]
    [InlineData("a jump beyond the memory", "at 0xfffffffe: It needed the right 'Execute' at 0xfffffffe", true)]
    public void A_program_that_may_not_do_that_is_ended_and_the_place_is_named(string what, string failure, bool isTranslated)
    {
        using var process = Run(isTranslated, code => WriteFault(code, what));
        Assert.Contains(failure, process.Failure, StringComparison.Ordinal);
        Assert.Null(process.ExitCode);
    }

    [Fact]
    public void A_guest_has_at_most_sixteen_threads()
    {
        using var process = Run(isTranslated: true, code =>
        {
            code.Load(S0, 0);
            code.Label("next");
            code.Load(A0, 0x10100);
            code.Load(A1, 0);
            code.SystemCall(220);
            code.Branch(Operation.Beq, A0, Zero, "thread");
            code.Branch(Operation.Blt, A0, Zero, "no more");
            code.Op(Operation.Addi, S0, S0, 1);
            code.Jump("next");
            code.Label("no more");
            code.Op(Operation.Addi, A0, A0, 100); // 89: it may try again
            code.Op(Operation.Add, A0, A0, S0);
            code.SystemCall(94);
            code.Label("thread");
            code.SystemCall(124);
            code.Jump("thread");
        });
        Assert.Null(process.Failure);
        Assert.Equal(89 + Hart.MaxCount - 1, process.ExitCode);
    }

    [Fact]
    public void A_program_that_does_not_end_is_ended()
    {
        using var process = Load(isTranslated: true, code =>
        {
            code.Label("again");
            code.Jump("again");
        });
        using var over = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        process.Run(over.Token);
        Assert.Equal("It was ended before it had exited.", process.Failure);
    }

    private static void WriteFault(Assembler code, string what)
    {
        switch (what)
        {
            case "an illegal instruction":
                break; // zeroes mean nothing
            case "a breakpoint":
                code.Op(Operation.Ebreak);
                break;
            case "a load from nowhere":
                code.Load(A0, 0x3_0000);
                code.Op(Operation.Lw, A1, A0, 0);
                break;
            case "a store to its code":
                code.Load(A0, (int)Start);
                code.Op(Operation.Sb, A1, A0, 0);
                break;
            case "a load that is not aligned":
                code.Load(A0, (int)Data);
                code.Op(Operation.Lw, A1, A0, 2);
                break;
            case "a jump to data":
                code.Load(A0, (int)Data);
                code.Call(A0);
                break;
            default:
                code.Load(A0, -1); // a jump beyond the memory
                code.Call(A0);
                break;
        }
    }

    private static GuestProcess Run(bool isTranslated, Action<Assembler> write)
    {
        var process = Load(isTranslated, write);
        process.Run(TestContext.Current.CancellationToken);
        return process;
    }

    private static GuestProcess Run(GuestProgram program, bool isTranslated)
    {
        var process = Load(program, isTranslated);
        process.Run(TestContext.Current.CancellationToken);
        return process;
    }

    private static GuestProcess Load(bool isTranslated, Action<Assembler> write)
    {
        var code = new Assembler(Start);
        write(code);
        var bytes = code.Assemble();
        return Load(
            new GuestProgram("test", Start, [new Segment(Start, bytes, 0x1000, Rights.Read | Rights.Execute), new Segment(Data, [], 0x1000, Rights.Read | Rights.Write)]),
            isTranslated);
    }

    private static GuestProcess Load(GuestProgram program, bool isTranslated) => new(
        program,
        (memory, translator, counters) => isTranslated ? new CodeCache(memory, translator, counters) : null,
        new CacheCounters(),
        threshold: 0);
}

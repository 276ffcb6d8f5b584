using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace NotifierSdk.Linux.Tests;

/// <summary>Makes the kernel refuse one system call with one argument, on one thread: a seccomp filter, which ends with its thread.</summary>
internal static unsafe partial class RefusedCall
{
    private const int SetSeccomp = 22, FilterMode = 2, SetNoNewPrivileges = 38;
    private const uint Allow = 0x7fff0000, Refuse = 0x00050000;
    private const int ENOMEM = 12;
    private const ushort LoadWord = 0x20, JumpIfEqual = 0x15, Return = 0x06;

    public static void Run(string call, ulong argument, Action action, int error = ENOMEM)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Install(NumberOf(call), argument, error);
                action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>Refuses the call on the thread that calls, until the thread ends.</summary>
    /// <param name="call">The system call.</param>
    /// <param name="place">Which argument decides; the first is 0.</param>
    /// <param name="argument">What it is.</param>
    public static void RefuseHere(string call, uint place, ulong argument) => Install(NumberOf(call), argument, ENOMEM, place);

    private static void Install(uint number, ulong argument, int error, uint place = 0)
    {
        // struct seccomp_data: the number at 0, the first argument at 16 (low half) and 20 (high half), the next one behind it.
        var offset = 16 + (8 * place);
        ReadOnlySpan<Instruction> program =
        [
            new(LoadWord, 0, 0, 0),
            new(JumpIfEqual, 0, 5, number),
            new(LoadWord, 0, 0, offset),
            new(JumpIfEqual, 0, 3, (uint)argument),
            new(LoadWord, 0, 0, offset + 4),
            new(JumpIfEqual, 0, 1, (uint)(argument >> 32)),
            new(Return, 0, 0, Refuse | (uint)error),
            new(Return, 0, 0, Allow),
        ];
        fixed (Instruction* first = program)
        {
            var filter = new Filter((ushort)program.Length, first);
            if (Control(SetNoNewPrivileges, 1, 0, 0, 0) != 0 || Control(SetSeccomp, FilterMode, (nuint)(&filter), 0, 0) != 0)
                throw new InvalidOperationException($"The filter was not taken: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    private static uint NumberOf(string call) => (call, RuntimeInformation.ProcessArchitecture) switch
    {
        ("mmap", Architecture.X64) => 9,
        ("mprotect", Architecture.X64) => 10,
        ("munmap", Architecture.X64) => 11,
        ("ioctl", Architecture.X64) => 16,
        ("mremap", Architecture.X64) => 25,
        ("madvise", Architecture.X64) => 28,
        ("userfaultfd", Architecture.X64) => 323,
        ("userfaultfd", Architecture.Arm64) => 282,
        ("ioctl", Architecture.Arm64) => 29,
        ("munmap", Architecture.Arm64) => 215,
        ("mremap", Architecture.Arm64) => 216,
        ("mmap", Architecture.Arm64) => 222,
        ("mprotect", Architecture.Arm64) => 226,
        ("madvise", Architecture.Arm64) => 233,
        var unknown => throw new NotSupportedException($"No number is known for {unknown}; look it up in the kernel's table and add it."),
    };

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint a, nuint b, nuint c, nuint d);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Instruction(ushort code, byte ifTrue, byte ifFalse, uint operand)
    {
        public readonly ushort Code = code;
        public readonly byte IfTrue = ifTrue, IfFalse = ifFalse;
        public readonly uint Operand = operand;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Filter(ushort length, Instruction* first)
    {
        public readonly ushort Length = length;
        public readonly Instruction* First = first;
    }
}

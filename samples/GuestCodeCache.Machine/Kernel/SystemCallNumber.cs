namespace GuestCodeCache.Machine.Kernel;

/// <summary>The system calls that there are, with Linux's numbers for 32-bit RISC-V.</summary>
internal enum SystemCallNumber
{
    Write = 64,
    Exit = 93,
    ExitGroup = 94,
    SchedYield = 124,
    GetTid = 178,
    Munmap = 215,
    Clone = 220,
    Mmap = 222,
    Mprotect = 226,
    FlushICache = 259,
    ClockNanosleep = 407,
}

using System.Buffers.Binary;
using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Memory;
using NotifierSdk.Linux;

namespace GuestCodeCache.Machine.Kernel;

/// <summary>The kernel of one guest. Called by its threads, outside of sections.</summary>
internal sealed class SystemCalls(GuestProcess process, GuestMemory memory, MemoryFile? disk)
{
    private const int DiskFile = 3, MapFixed = 0x10, MapAnonymous = 0x20, A0 = 10, A7 = 17;

    internal void Handle(Hart hart)
    {
        hart.Trap = Trap.None;
        hart.Pc += Instructions.Instruction.Size;
        var number = (SystemCallNumber)hart[A7];
        hart[A0] = (uint)Call(number, hart, (uint argument) => hart[A0 + (int)argument]);
    }

    private int Call(SystemCallNumber number, Hart hart, Func<uint, uint> argument)
    {
        switch (number)
        {
            case SystemCallNumber.Write:
                return Write(argument(0), argument(1), argument(2));
            case SystemCallNumber.Exit:
                process.End(hart, (int)argument(0));
                return 0;
            case SystemCallNumber.ExitGroup:
                process.EndAll((int)argument(0));
                return 0;
            case SystemCallNumber.SchedYield:
                Thread.Yield();
                return 0;
            case SystemCallNumber.GetTid:
                return hart.Number + 1;
            case SystemCallNumber.Munmap:
                return Unmap(argument(0), argument(1));
            case SystemCallNumber.Clone:
                return process.TryClone(hart, stack: argument(1)) is { } child ? child.Number + 1 : -(int)Errno.TryAgain;
            case SystemCallNumber.Mmap:
                return Map(argument(0), argument(1), argument(2), argument(3), argument(4), argument(5));
            case SystemCallNumber.Mprotect:
                return Protect(argument(0), argument(1), argument(2));
            case SystemCallNumber.FlushICache:
                Interlocked.MemoryBarrier(); // every store to code was announced already
                return 0;
            case SystemCallNumber.ClockNanosleep:
                return Sleep(argument(2));
            default:
                return -(int)Errno.NoSuchCall;
        }
    }

    private int Write(uint file, uint address, uint length)
    {
        if (file is not (1 or 2))
            return -(int)Errno.BadFile;
        if (!TryRead(address, length, out var bytes))
            return -(int)Errno.BadAddress;
        process.Print(bytes);
        return (int)length;
    }

    // Where the program says, and only there.
    private int Map(uint address, uint length, uint protection, uint flags, uint file, uint page)
    {
        if ((flags & MapFixed) == 0 || !IsRange(address, ref length) || !TryRights(protection, out var rights))
            return -(int)Errno.Invalid;
        if ((flags & MapAnonymous) != 0)
        {
            memory.Map(address, length, rights);
            return (int)address;
        }

        var offset = (ulong)page * GuestMemory.PageSize;
        if (file != DiskFile || disk is null)
            return -(int)Errno.BadFile;
        if (offset + length > disk.Length)
            return -(int)Errno.Invalid;
        memory.Map(address, length, rights, disk, offset);
        return (int)address;
    }

    private int Unmap(uint address, uint length)
    {
        if (!IsRange(address, ref length))
            return -(int)Errno.Invalid;
        memory.Unmap(address, length);
        return 0;
    }

    private int Protect(uint address, uint length, uint protection)
    {
        if (!IsRange(address, ref length) || !TryRights(protection, out var rights))
            return -(int)Errno.Invalid;
        if (!memory.IsMapped(address, length))
            return -(int)Errno.OutOfMemory;
        memory.Protect(address, length, rights);
        return 0;
    }

    private int Sleep(uint request)
    {
        if (!TryRead(request, 16, out var bytes))
            return -(int)Errno.BadAddress;
        var (seconds, nanoseconds) = (BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)));
        if (seconds is < 0 or > 3600 || nanoseconds is < 0 or >= 1_000_000_000)
            return -(int)Errno.Invalid;
        process.Sleep(TimeSpan.FromSeconds(seconds) + TimeSpan.FromTicks(nanoseconds / 100));
        return 0;
    }

    private bool TryRead(uint address, uint length, out byte[] bytes)
    {
        try
        {
            bytes = memory.Copy(address, length);
            return true;
        }
        catch (GuestFaultException)
        {
            bytes = [];
            return false;
        }
    }

    // Whole pages of the memory that there is.
    private bool IsRange(uint address, ref uint length)
    {
        var rounded = ((ulong)length + GuestMemory.PageSize - 1) & ~(ulong)(GuestMemory.PageSize - 1);
        if (address % GuestMemory.PageSize != 0 || rounded == 0 || address + rounded > memory.Length)
            return false;
        length = (uint)rounded;
        return true;
    }

    // Linux has the same three bits. A page that can be reached at all can be read.
    private static bool TryRights(uint protection, out Rights rights)
    {
        rights = (Rights)protection;
        if (rights != Rights.None)
            rights |= Rights.Read;
        return protection <= (uint)(Rights.Read | Rights.Write | Rights.Execute);
    }
}

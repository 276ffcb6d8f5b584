using GuestCodeCache.Machine.Assembly;
using GuestCodeCache.Machine.Instructions;
using GuestCodeCache.Machine.Kernel;
using GuestCodeCache.Machine.Memory;
using static GuestCodeCache.Machine.Assembly.Register;

namespace GuestCodeCache.Machine.Programs;

/// <summary>One thread maps other parts of a file over a routine, in place of those that were there, while others call it.</summary>
internal static class Overlays
{
    private const int Count = 8, PagesOfEach = 2, Additions = 10, MapPrivate = 2, MapFixed = 0x10, Disk = 3;

    internal static GuestProgram Write(int callers, int versions)
    {
        var program = new ProgramWriter();
        var code = program.Code;
        Changing.Write(program, callers, versions, () =>
        {
            code.Load(A0, (int)ProgramWriter.Routine);
            code.Load(A1, PagesOfEach * (int)GuestMemory.PageSize);
            code.Load(A2, (int)(Rights.Read | Rights.Execute));
            code.Load(A3, MapPrivate | MapFixed);
            code.Load(A4, Disk);
            code.Op(Operation.Andi, A5, Changing.Version, Count - 1);
            code.Op(Operation.Slli, A5, A5, 1); // pages of each
            code.SystemCall((int)SystemCallNumber.Mmap);
            code.Op(Operation.Andi, T1, Changing.Version, Count - 1);
            code.Load(T0, 2 * Additions);
            code.Op(Operation.Mul, Changing.Expected, T1, T0);
        });

        return program.Build("overlays", disk: [.. Enumerable.Range(0, Count).SelectMany(WriteOverlay)]);
    }

    // Adds its number some times in its first page, and as often in its last.
    private static byte[] WriteOverlay(int number)
    {
        var code = new Assembler(ProgramWriter.Routine);
        for (var page = 0; page < PagesOfEach; page++)
        {
            while (code.Address < ProgramWriter.Routine + page * GuestMemory.PageSize)
                code.Op(Operation.Ebreak);
            code.Label($"page {page}");
            for (var addition = 0; addition < Additions; addition++)
                code.Op(Operation.Addi, A0, A0, number);
            if (page < PagesOfEach - 1)
                code.Jump($"page {page + 1}");
        }

        code.Return();
        var bytes = code.Assemble();
        Array.Resize(ref bytes, PagesOfEach * (int)GuestMemory.PageSize);
        return bytes;
    }
}

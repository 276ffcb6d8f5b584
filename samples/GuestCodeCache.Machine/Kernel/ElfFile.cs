using System.Buffers.Binary;
using GuestCodeCache.Machine.Memory;

namespace GuestCodeCache.Machine.Kernel;

/// <summary>Reads programs that other compilers have made: 32-bit RISC-V, linked to fixed addresses, without a dynamic linker.</summary>
public static class ElfFile
{
    private const int HeaderLength = 52, SegmentHeaderLength = 32, Executable = 2, RiscV = 243, Load = 1;

    /// <summary>Reads a program.</summary>
    /// <exception cref="InvalidDataException">It is no such program; the message says what is wrong, and how it must be.</exception>
    public static GuestProgram Read(string name, ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderLength || file is not [0x7f, (byte)'E', (byte)'L', (byte)'F', ..])
            throw new InvalidDataException("it is no ELF file");
        var (kind, machine) = (Half(file, 16), Half(file, 18));
        if (file[4] != 1 || file[5] != 1 || kind != Executable || machine != RiscV)
            throw new InvalidDataException($"it is an ELF file of class {file[4]}, kind {kind} and machine {machine}; 1, {Executable} and {RiscV} are needed: link it statically for rv32im, at fixed addresses");

        var (first, length, count) = (Word(file, 28), Half(file, 42), Half(file, 44));
        if (length != SegmentHeaderLength || (ulong)first + (ulong)length * count > (ulong)file.Length)
            throw new InvalidDataException("its table of segments lies outside of the file");
        var segments = new List<Segment>();
        for (var index = 0; index < count; index++)
        {
            var header = file.Slice((int)first + index * length, length);
            if (Word(header, 0) == Load && Word(header, 20) > 0)
                segments.Add(ReadSegment(file, header));
        }

        CheckPages(segments);
        return new GuestProgram(name, Word(file, 24), segments);
    }

    private static Segment ReadSegment(ReadOnlySpan<byte> file, ReadOnlySpan<byte> header)
    {
        var (offset, address, bytes, length) = (Word(header, 4), Word(header, 8), Word(header, 16), Word(header, 20));
        if ((ulong)offset + bytes > (ulong)file.Length || bytes > length)
            throw new InvalidDataException($"the contents of its segment at 0x{address:x} lie outside of the file");
        if ((ulong)address + length > GuestProcess.StackStart)
            throw new InvalidDataException($"its segment of 0x{length:x} bytes at 0x{address:x} lies outside of the machine's memory; link it to addresses below 0x{GuestProcess.StackStart:x}");
        return new Segment(address, file.Slice((int)offset, (int)bytes).ToArray(), length, RightsOf(Word(header, 24)));
    }

    // Each page has the rights of one segment.
    private static void CheckPages(List<Segment> segments)
    {
        var end = 0u;
        foreach (var segment in segments.OrderBy(segment => segment.Address))
        {
            if (segment.Address / GuestMemory.PageSize < end)
                throw new InvalidDataException($"its segment at 0x{segment.Address:x} begins in a page of the one before; link it with -z separate-code");
            end = (segment.Address + segment.Length - 1) / GuestMemory.PageSize + 1;
        }
    }

    // The file has the same three bits in the other order.
    private static Rights RightsOf(uint flags) =>
        ((flags & 4) != 0 ? Rights.Read : 0) | ((flags & 2) != 0 ? Rights.Write : 0) | ((flags & 1) != 0 ? Rights.Execute : 0);

    private static ushort Half(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}

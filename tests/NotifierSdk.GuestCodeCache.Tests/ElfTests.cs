using System.Buffers.Binary;
using GuestCodeCache.Machine.Assembly;
using GuestCodeCache.Machine.Kernel;
using GuestCodeCache.Machine.Memory;

namespace NotifierSdk.GuestCodeCache.Tests;

/// <summary>Programs that come from a file.</summary>
public sealed class ElfTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task A_program_runs_and_the_interpreter_comes_to_the_same()
    {
        var code = new Assembler(0x1_0000);
        code.Load(Register.A0, 7);
        code.SystemCall(94);
        await File.WriteAllBytesAsync(_path, Elf(code.Assemble(), (0x1_0000, 0x1000)), TestContext.Current.CancellationToken);
        var sample = await Sample.RunAsync("--elf", _path);
        Assert.Equal(["verdict: ok exit=7 instructions=3 translated=0 interpreted-exit=7"], sample.Output);
        Assert.Equal(0, sample.ExitCode);
    }

    [Fact]
    public void Segments_have_their_place_their_zeroes_and_their_rights()
    {
        var program = ElfFile.Read("two", Elf([1, 2, 3, 4], (0x1_0000, 4), (0x2_0010, 0x2000)));
        Assert.Equal(0x1_0000u, program.Entry);
        Assert.Collection(
            program.Segments,
            first => Assert.Equal((0x1_0000u, 4u, Rights.Read | Rights.Execute), (first.Address, first.Length, first.Rights)),
            second => Assert.Equal((0x2_0010u, 0x2000u, 4), (second.Address, second.Length, second.Bytes.Length)));
    }

    [Theory]
    [InlineData(0, 1, "no ELF file")]
    [InlineData(4, 2, "class 2")]
    [InlineData(16, 3, "kind 3")]
    [InlineData(18, 62, "machine 62")]
    [InlineData(42, 31, "table of segments")]
    [InlineData(44, 200, "table of segments")]
    [InlineData(52 + 16, 255, "contents of its segment at 0x10000")]
    [InlineData(52 + 11, 255, "outside of the machine's memory")]
    public void What_is_no_such_program_is_refused(int offset, byte value, string message)
    {
        var elf = Elf([1, 2, 3, 4], (0x1_0000, 0x1000));
        elf[offset] = value;
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => ElfFile.Read("broken", elf)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused()
    {
        var elf = Elf([1, 2, 3, 4], (0x1_0000, 0x1000));
        for (var length = 0; length < elf.Length; length++)
            Assert.Throws<InvalidDataException>(() => ElfFile.Read("short", elf.AsSpan(0, length)));
    }

    [Fact]
    public void Two_segments_in_one_page_are_refused() => Assert.Contains(
        "-z separate-code",
        Assert.Throws<InvalidDataException>(() => ElfFile.Read("both", Elf([1, 2, 3, 4], (0x1_0000, 0x1010), (0x1_1020, 8)))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("/nowhere/at/all")]
    [InlineData("/")]
    public async Task A_file_that_cannot_be_read_gets_one_line_and_exit_code_2(string path)
    {
        var sample = await Sample.RunAsync("--elf", path);
        Assert.Equal(2, sample.ExitCode);
        Assert.Empty(sample.Output);
        Assert.StartsWith($"--elf '{path}' cannot be run: ", Assert.Single(sample.Errors), StringComparison.Ordinal);
    }

    // Each segment has the same contents; the first can be executed.
    private static byte[] Elf(byte[] contents, params (uint Address, uint Length)[] segments)
    {
        var start = 52 + segments.Length * 32;
        var elf = new byte[start + contents.Length];
        byte[] identification = [0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1];
        identification.CopyTo(elf, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(16), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(18), 243);
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(24), segments[0].Address);
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(28), 52);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(42), 32);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(44), (ushort)segments.Length);
        for (var index = 0; index < segments.Length; index++)
        {
            uint[] header = [1, (uint)start, segments[index].Address, 0, (uint)contents.Length, segments[index].Length, index == 0 ? 5u : 6u, 0];
            for (var word = 0; word < header.Length; word++)
                BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(52 + index * 32 + word * 4), header[word]);
        }

        contents.CopyTo(elf, start);
        return elf;
    }
}

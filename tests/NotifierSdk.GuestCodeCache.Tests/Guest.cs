using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Memory;

namespace NotifierSdk.GuestCodeCache.Tests;

/// <summary>A guest with one thread: code at 0x1000 that it may write, and data at 0x4000.</summary>
internal sealed class Guest : IDisposable
{
    internal const uint Code = 0x1000, Data = 0x4000;

    internal Guest(byte[] code)
    {
        Memory.Map(Code, 0x2000, Rights.Read | Rights.Write | Rights.Execute);
        Memory.Map(Data, 0x1000, Rights.Read | Rights.Write);
        Memory.Load(Code, code);
        Hart = new Hart(Memory, 0) { Pc = Code };
        Translator = new Translator(Memory, Cells);
    }

    internal GuestMemory Memory { get; } = new(0x1_0000);

    internal CellPool Cells { get; } = new();

    internal Translator Translator { get; }

    internal Hart Hart { get; }

    public void Dispose()
    {
        Hart.Dispose();
        Memory.Dispose();
        Cells.Dispose();
    }

    /// <summary>Interprets until the kernel is called.</summary>
    internal void Interpret()
    {
        while (Hart.Trap == Trap.None)
            Interpreter.RunBlock(Hart);
    }

    /// <summary>Translates each block, runs it, and throws it away, until the kernel is called.</summary>
    internal void Translate()
    {
        while (Hart.Trap == Trap.None)
        {
            using var block = Translator.Translate(Hart.Pc)!;
            block.Run(Hart);
        }
    }

    internal uint[] Registers() => [.. Enumerable.Range(0, 32).Select(register => Hart[register])];
}

using GuestCodeCache.Machine.Memory;

namespace GuestCodeCache.Machine.Execution;

/// <summary>Runs threads of the guest: what is translated as code of the host, and the rest in the interpreter.</summary>
/// <param name="memory">The guest's.</param>
/// <param name="cache">Where translated blocks are; none for a processor that interprets all.</param>
/// <param name="threshold">How often a block is interpreted before it is translated.</param>
public sealed class Processor(GuestMemory memory, ICodeCache? cache, int threshold)
{
    /// <summary>How long a section is at most: a change of the mapping waits for it.</summary>
    private const int BlocksPerSection = 512;

    private readonly Heat _heat = new(threshold);

    /// <summary>Runs for a while: until the thread needs the kernel, or some hundred blocks long.</summary>
    /// <exception cref="GuestFaultException">The guest may not do that, at the moment.</exception>
    public void Run(Hart hart)
    {
        bool isHot;
        using (memory.Sections.EnterSection())
            isHot = RunSection(hart);
        if (!isHot)
            return;

        cache!.Fill(hart.Pc); // waits for changes that are under way, so not in a section
        using (memory.Sections.EnterSection())
        {
            if (cache.Find(hart.Pc) is null)
                Interpreter.RunBlock(hart); // it changed too often, or cannot be executed: the thread comes on, or learns why not
        }
    }

    // Until a block is to be translated: true.
    private bool RunSection(Hart hart)
    {
        for (var count = 0; count < BlocksPerSection && hart.Trap == Trap.None; count++)
        {
            if (cache?.Find(hart.Pc) is { } block)
                block.Run(hart);
            else if (cache is not null && _heat.IsHot(hart.Pc))
                return true;
            else
                Interpreter.RunBlock(hart);
        }

        return false;
    }
}

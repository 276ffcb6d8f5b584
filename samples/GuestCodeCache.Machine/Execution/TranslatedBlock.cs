namespace GuestCodeCache.Machine.Execution;

/// <summary>
/// A basic block as code of the host. The code counts how often it ran, in a cell of native memory whose address is part of it. So a block may be disposed only
/// when nobody can be running it any more: the next block gets the cell.
/// </summary>
public sealed unsafe class TranslatedBlock : IDisposable
{
    private readonly BlockBody _body;
    private readonly CellPool _cells;
    private readonly long* _cell;

    internal TranslatedBlock(uint start, int instructions, BlockBody body, CellPool cells, long* cell)
    {
        (Start, Instructions, _body, _cells) = (start, instructions, body, cells);
        _cell = cell;
    }

    /// <summary>The guest's address of the first instruction.</summary>
    public uint Start { get; }

    /// <summary>How many there are.</summary>
    public int Instructions { get; }

    /// <summary>The guest's address of its last byte.</summary>
    public uint Last => Start + (uint)Instructions * 4 - 1;

    /// <summary>Runs it. Inside a section that was entered before it was looked up.</summary>
    public void Run(Hart hart)
    {
        hart.Runs++; // before: a load or store may throw
        hart.Pc = _body(hart, hart.X);
        hart.Instructions += Instructions;
    }

    /// <summary>Gives the cell back.</summary>
    public void Dispose() => _cells.GiveBack(_cell);
}

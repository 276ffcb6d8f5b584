// Breaks: NSDK4009
// Bug: Lookup walks the list of blocks without the driver lock, while commits add to it and the callback removes from it.
using System;
using System.Collections.Generic;
using NotifierSdk;



public interface IBlockSource
{
    Block Compile(AddressRange source);
}

public sealed record Block(AddressRange Source, Func<int> Entry);

public sealed partial class BlockList(IBlockSource compiler) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("block list");
    private readonly List<Block> _blocks = [];
    private readonly Dictionary<string, long> _counters = new() { ["hit"] = 0, ["miss"] = 0 };

    [Fault(Collect = nameof(Compile), Commit = nameof(Append))]
    private partial FaultStatus Load(AddressRange source);

    public int Execute(AddressRange source)
    {
        var block = Lookup(source.Start);
        if (block is null)
        {
            _counters["miss"]++;
            if (Load(source) is var status and not FaultStatus.Completed)
                throw new FaultException(status);
            block = Lookup(source.Start) ?? throw new FaultException(FaultStatus.Collided);
        }
        else
        {
            _counters["hit"]++;
        }

        return block.Entry();
    }

    private Block? Lookup(ulong address)
    {
        for (var i = _blocks.Count - 1; i >= 0; i--)
        {
            if (_blocks[i].Source.Contains(address))
                return _blocks[i];
        }

        return null;
    }

    private Block Compile(AddressRange source) => compiler.Compile(source);

    private void Append(Block block) => _blocks.Add(block);

    [Invalidate]
    private void Discard(AddressRange range) => _blocks.RemoveAll(block => block.Source.Overlaps(range));
}

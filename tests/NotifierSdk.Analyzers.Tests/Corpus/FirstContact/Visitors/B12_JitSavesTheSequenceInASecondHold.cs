// Breaks: NSDK2017
// Bug: the callback drops the blocks in one hold of the lock and saves the sequence in a later one.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class JitCache : IntervalNotifier
{
    private readonly object gate = new object();
    private readonly Dictionary<ulong, Block> blocks = new Dictionary<ulong, Block>();
    private readonly Func<ulong, byte[]> compile;
    private readonly Action<int> report;

    public JitCache(Func<ulong, byte[]> compile, Action<int> report)
    {
        this.compile = compile;
        this.report = report;
    }

    public sealed class Block
    {
        public Block(ulong pc, byte[] code)
        {
            this.Pc = pc;
            this.Code = code;
        }

        public ulong Pc { get; }

        public byte[] Code { get; }
    }

    public Block? Find(ulong pc)
    {
        lock (this.gate)
        {
            Block? block;
            this.blocks.TryGetValue(pc, out block);
            return block;
        }
    }

    public bool TranslateBlock(ulong pc, out Block? block)
    {
        int left = 24;
        block = null;

    again:
        if (left-- == 0)
            return false;
        ReadToken token = this.ReadBegin(AddressRange.FromLength(pc, 64));
        Block candidate = new Block(pc, this.compile(pc));
        Monitor.Enter(this.gate);
        try
        {
            if (!this.ReadRetry(token))
            {
                this.blocks[pc] = candidate;
                block = candidate;
                return true;
            }
        }
        finally
        {
            Monitor.Exit(this.gate);
        }

        goto again;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!this.Lock(invalidation.IsBlockable))
            return false;

        int killed = 0;
        try
        {
            foreach (ulong pc in new List<ulong>(this.blocks.Keys))
            {
                if (AddressRange.FromLength(pc, 64).Overlaps(invalidation.Overlap) && this.blocks.Remove(pc))
                    killed++;
            }
        }
        finally
        {
            Monitor.Exit(this.gate);
        }

        this.report(killed);
        lock (this.gate)
        {
            this.SetSeq(invalidation.Sequence);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (this.gate)
        {
        }
    }

    private bool Lock(bool wait)
    {
        if (!wait)
            return Monitor.TryEnter(this.gate);
        Monitor.Enter(this.gate);
        return true;
    }
}

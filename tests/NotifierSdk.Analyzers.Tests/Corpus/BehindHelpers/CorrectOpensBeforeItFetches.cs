// Correct: the same steps, each where it belongs
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public interface IGuestMemory { byte[] Read(ulong address, int length); }
public sealed class Decoder : IntervalNotifier
{
    private readonly object _lock = new();
    private readonly Dictionary<ulong, byte[]> _blocks = [];
    private readonly IGuestMemory _memory;
    public Decoder(IGuestMemory memory) => _memory = memory;
    public bool Decode(ulong pc)
    {
        var token = Open(pc);
        var bytes = Fetch(pc);
        return Publish(token, pc, bytes);
    }
    private byte[] Fetch(ulong pc) => _memory.Read(pc, 64);
    private ReadToken Open(ulong pc) => ReadBegin(AddressRange.FromLength(pc, 64));
    private bool Publish(ReadToken token, ulong pc, byte[] bytes)
    {
        lock (_lock)
        {
            if (ReadRetry(token)) return false;
            _blocks[pc] = bytes;
            return true;
        }
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _blocks.Clear(); }
        return true;
    }
    protected override void WaitForCommits() { lock (_lock) { } }
}

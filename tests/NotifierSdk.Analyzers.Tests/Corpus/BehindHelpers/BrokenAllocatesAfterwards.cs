// Breaks: NSDK3007
// Bug: a helper inserts, and another one sets the slots through a property
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Late : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly AddressSpace _space;
    private ulong[] _slots = null!;
    public Late(AddressSpace space, AddressRange range) { _space = space; Register(range); Allocate(range); }
    private void Register(AddressRange range) => _space.Insert(this, range);
    private void Allocate(AddressRange range) => Slots = new ulong[(int)(range.Length / 4096)];
    private ulong[] Slots { get => _slots; set => _slots = value; }
    public bool Put(int slot) { var token = ReadBegin(); lock (_lock) { if (ReadRetry(token)) return false; Slots[slot] = 1; return true; } }
    protected override bool OnInvalidate(in Invalidation invalidation) { lock (_lock) { SetSeq(invalidation.Sequence); Array.Clear(Slots); } return true; }
    protected override void WaitForCommits() { lock (_lock) { } }
}

// Breaks: NSDK5008
// Bug: Open gets the shared TLB notifier of the space and, when the context's identifier is taken already, throws without putting it back.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using NotifierSdk;



public sealed class DeviceTlb(Action<AddressRange> flush) : RangeNotifier(RangeNotifierKind.SecondaryTlbs)
{
    protected override void InvalidateSecondaryTlbs(AddressRange range) => flush(range);

    protected override void Release() => flush(AddressRange.All);
}

public sealed class TlbContexts(AddressSpace process, Action<AddressRange> flush)
{
    private readonly ConcurrentDictionary<int, Context> _contexts = new();

    public Context Open(int id)
    {
        var tlb = process.Get(() => new DeviceTlb(flush));
        var context = new Context(this, id, tlb);
        if (!_contexts.TryAdd(id, context))
            throw new InvalidOperationException($"Context {id} is open.");
        return context;
    }

    public IEnumerable<int> Ids => _contexts.Keys;

    public sealed class Context : IDisposable
    {
        private readonly TlbContexts _owner;
        private readonly int _id;
        private readonly DeviceTlb _tlb;

        internal Context(TlbContexts owner, int id, DeviceTlb tlb) => (_owner, _id, _tlb) = (owner, id, tlb);

        public bool IsLive => _tlb.IsRegistered;

        public void Dispose()
        {
            if (_owner._contexts.TryRemove(_id, out _))
                _owner.Close(_tlb);
        }
    }

    private void Close(DeviceTlb tlb) => process.Put(tlb);
}

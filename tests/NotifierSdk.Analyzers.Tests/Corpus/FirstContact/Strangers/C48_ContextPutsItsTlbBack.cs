// Correct: A context gets the shared notifier of its range, and puts it back when it closes, or at once when it could not be opened.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using NotifierSdk;



public sealed partial class SharedMirror(Func<ulong, ulong> frameOf) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("shared mirror");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _frames = [];

    [Fault(Collect = nameof(Find), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);

    public ulong? Translate(ulong page)
    {
        using (_lock.EnterScope())
            return _frames.TryGetValue(page, out var frame) ? frame : null;
    }

    private ulong Find(AddressRange page) => frameOf(page.Start >> 12);

    private void Enter(AddressRange page, ulong frame) => _frames[page.Start >> 12] = frame;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _frames.Remove(page);
    }
}

public sealed class MirrorContexts(AddressSpace process, Func<ulong, ulong> frameOf)
{
    private readonly ConcurrentDictionary<int, Context> _open = new();

    public bool TryOpen(int id, AddressRange range, out Context? context)
    {
        var mirror = process.Get(range, () => new SharedMirror(frameOf));
        context = new Context(this, id, mirror);
        if (_open.TryAdd(id, context))
            return true;

        process.Put(mirror);
        context = null;
        return false;
    }

    public void CloseAll()
    {
        foreach (var context in _open.Values)
            context.Dispose();
    }

    public sealed class Context : IDisposable
    {
        private readonly MirrorContexts _owner;
        private readonly int _id;
        private readonly SharedMirror _mirror;

        internal Context(MirrorContexts owner, int id, SharedMirror mirror) => (_owner, _id, _mirror) = (owner, id, mirror);

        public ulong? Read(ulong page)
        {
            if (_mirror.Translate(page) is { } frame)
                return frame;
            return _mirror.Fault(AddressRange.FromLength(page << 12, 4096)) == FaultStatus.Completed ? _mirror.Translate(page) : null;
        }

        public void Dispose()
        {
            if (_owner._open.TryRemove(new KeyValuePair<int, Context>(_id, this)))
                _owner.PutBack(_mirror);
        }
    }

    private void PutBack(SharedMirror mirror) => process.Put(mirror);
}

// Correct: The mirror is inserted only if the options ask for coherence, and everything that reads or removes it asks the same option first.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class ConsistentImporter : IDisposable
{
    private readonly bool _coherent;
    private readonly Mirror _mirror = new();
    private readonly Func<AddressRange, byte[]> _read;

    public ConsistentImporter(AddressSpace space, AddressRange range, bool coherent, Func<AddressRange, byte[]> read)
    {
        _coherent = coherent;
        _read = read;
        if (_coherent)
            space.Insert(_mirror, range);
    }

    public byte[]? Read(AddressRange page) => _coherent ? ReadCoherently(page) : _read(page);

    public void Dispose()
    {
        if (!_coherent)
            return;
        _mirror.Remove();
    }

    private byte[]? ReadCoherently(AddressRange page)
    {
        if (_mirror.TryFind(page, out var known))
            return known;

        for (var attempt = 0; attempt < 5; attempt++)
        {
            var token = _mirror.ReadBegin(page);
            var bytes = _read(page);
            if (_mirror.TryKeep(token, bytes))
                return bytes;
        }

        return null;
    }

    private sealed class Mirror : IntervalNotifier
    {
        private readonly DriverLock _lock = new("consistent mirror");
        private readonly Dictionary<ulong, byte[]> _kept = [];

        public bool TryFind(AddressRange page, out byte[]? bytes)
        {
            using (_lock.EnterScope())
                return _kept.TryGetValue(page.Start >> 12, out bytes);
        }

        public bool TryKeep(ReadToken token, byte[] bytes)
        {
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    return false;
                _kept[token.Range.Start >> 12] = bytes;
                return true;
            }
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (!_lock.TryEnter(in invalidation, out var held))
                return false;

            using (held)
            {
                SetSeq(invalidation.Sequence);
                foreach (var page in invalidation.Overlap.Pages(4096))
                    _kept.Remove(page);
            }

            return true;
        }

        protected override void WaitForCommits()
        {
            using (_lock.EnterScope())
            {
            }
        }
    }
}

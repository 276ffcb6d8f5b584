// Breaks: NSDK5004
// Bug: The mirror is inserted only if the options ask for coherence, and Read faults through it whether or not they do.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed record ImporterOptions(bool Coherent, int Attempts = 5);

public sealed class OptionalImporter : IDisposable
{
    private readonly ImporterOptions _options;
    private readonly Mirror _mirror;
    private readonly Func<AddressRange, byte[]> _read;

    public OptionalImporter(AddressSpace space, AddressRange range, ImporterOptions options, Func<AddressRange, byte[]> read)
    {
        _options = options;
        _read = read;
        _mirror = new Mirror();
        if (options.Coherent)
            space.Insert(_mirror, range);
    }

    public byte[]? Read(AddressRange page)
    {
        for (var attempt = 0; attempt < _options.Attempts; attempt++)
        {
            var token = _mirror.ReadBegin(page);
            var bytes = _read(page);
            if (_mirror.TryKeep(token, bytes))
                return bytes;
        }

        return null;
    }

    public void Dispose()
    {
        if (_options.Coherent)
            _mirror.Remove();
    }

    private sealed class Mirror : IntervalNotifier
    {
        private readonly DriverLock _lock = new("optional mirror");
        private readonly Dictionary<ulong, byte[]> _kept = [];

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

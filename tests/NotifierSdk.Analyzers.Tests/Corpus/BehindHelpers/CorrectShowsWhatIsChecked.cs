// Correct: the same steps, each where it belongs
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Scan : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, int> _hashes = [];
    private readonly Func<ulong, byte[]> _read;
    private byte[]? _current;
    public Scan(Func<ulong, byte[]> read) => _read = read;
    public byte[]? Current => Volatile.Read(ref _current);
    public bool Hash(ulong page)
    {
        var token = ReadBegin(AddressRange.FromLength(page, 4096));
        var bytes = Fetch(page);
        lock (_lock) { if (ReadRetry(token)) return false; _hashes[page] = bytes.Length; Show(bytes); return true; }
    }
    private byte[] Fetch(ulong page)
    {
        var bytes = _read(page);
        return bytes;
    }
    private void Show(byte[] bytes) => Volatile.Write(ref _current, bytes);
    protected override bool OnInvalidate(in Invalidation invalidation) { lock (_lock) { SetSeq(invalidation.Sequence); _hashes.Clear(); Volatile.Write(ref _current, null); } return true; }
    protected override void WaitForCommits() { lock (_lock) { } }
}

// Breaks: NSDK5001
// Bug: Close detaches the mirror, which removes it, and then removes it once more.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using NotifierSdk;



public sealed partial class SessionMirror(Func<AddressRange, int> hash) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("session mirror");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, int> _hashes = [];

    [Fault(Collect = nameof(Hash), Commit = nameof(Keep))]
    public partial FaultStatus Fault(AddressRange page);

    private int Hash(AddressRange page) => hash(page);

    private void Keep(AddressRange page, int value) => _hashes[page.Start >> 12] = value;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _hashes.Remove(page);
    }
}

public sealed class Session : IAsyncDisposable
{
    private readonly SessionMirror _mirror;
    private readonly Action<string> _log;

    public Session(AddressSpace space, AddressRange range, Func<AddressRange, int> hash, Action<string> log)
    {
        _log = log;
        _mirror = new SessionMirror(hash);
        space.Insert(_mirror, range);
    }

    public FaultStatus Sync(AddressRange page) => _mirror.Fault(page);

    public async ValueTask DisposeAsync()
    {
        Detach("session closed");
        await _mirror.RemoveAsync(TimeSpan.FromSeconds(5));
    }

    private void Detach(string why)
    {
        _log($"detaching from {_mirror.Range}: {why}");
        _mirror.Remove();
    }
}

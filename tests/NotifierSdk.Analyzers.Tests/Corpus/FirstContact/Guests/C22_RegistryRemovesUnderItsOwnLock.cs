// Correct: the registry removes a session while it holds the registry's lock, which looks like a deadlock; no callback, and nothing that a callback waits for, ever takes that lock.
using System;
using System.Collections.Generic;
using NotifierSdk;


public interface ISymbolReader
{
    string? NameAt(ulong address);
}

/// <summary>The open profiling sessions, by process id. The owner of the mapping does not know it.</summary>
public sealed class SessionRegistry(AddressSpace space, ISymbolReader reader) : IDisposable
{
    private readonly object _sessionsLock = new(); // outermost: taken before every other lock, and never in a callback
    private readonly Dictionary<int, SymbolSession> _sessions = [];

    public SymbolSession Open(int pid, AddressRange text)
    {
        lock (_sessionsLock)
        {
            if (_sessions.TryGetValue(pid, out var session))
                return session;
            session = new SymbolSession(reader);
            space.Insert(session, text);
            _sessions.Add(pid, session);
            return session;
        }
    }

    public bool Close(int pid)
    {
        lock (_sessionsLock)
        {
            if (!_sessions.TryGetValue(pid, out var session))
                return false;
            session.Remove(); // a second Open waits until this one is gone
            _sessions.Remove(pid);
            return true;
        }
    }

    public void Dispose()
    {
        lock (_sessionsLock)
        {
            foreach (var session in _sessions.Values)
                session.TryRemove();
            _sessions.Clear();
        }
    }
}

public sealed partial class SymbolSession : IntervalNotifier
{
    private const ulong Granule = 16;

    [DriverLock] private readonly DriverLock _symbolsLock = new("symbols");
    [GuardedBy(nameof(_symbolsLock))] private readonly Dictionary<ulong, string> _names = [];
    private readonly ISymbolReader _reader;

    internal SymbolSession(ISymbolReader reader) => _reader = reader;

    [Fault(Collect = nameof(Read), Commit = nameof(Remember))]
    public partial FaultStatus Symbolize(AddressRange granule);

    /// <summary>The report runs under the lock, and must not call the registry.</summary>
    public bool TryReport(ulong address, Action<string> report)
    {
        using (_symbolsLock.EnterScope())
        {
            if (!_names.TryGetValue(address / Granule, out var name))
                return false;
            report(name);
            return true;
        }
    }

    [Invalidate]
    private void Forget(AddressRange range)
    {
        foreach (var granule in range.Pages(Granule))
            _names.Remove(granule);
    }

    private string Read(AddressRange granule) => _reader.NameAt(granule.Start) ?? "?";

    private void Remember(AddressRange granule, string name) => _names[granule.Start / Granule] = name;
}

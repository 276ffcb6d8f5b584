// Breaks: NSDK3004
// Bug: While the debugger is single-stepping, the callback refuses every invalidation, also those that are blockable.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


/// <summary>Memory window of a debugger: caches what it has read of the debuggee.</summary>
public sealed partial class MemoryWindow : IntervalNotifier, IDisposable
{
    private const int LineSize = 64;

    [DriverLock] private readonly object _sync = new();
    [GuardedBy(nameof(_sync))] private readonly Dictionary<ulong, byte[]> _lines = new();
    private readonly Func<ulong, int, byte[]> _peek;
    private volatile bool _stepping;

    public MemoryWindow(Func<ulong, int, byte[]> peek) => _peek = peek;

    public bool IsStepping
    {
        get => _stepping;
        set => _stepping = value;
    }

    [Fault(Collect = nameof(Peek), Commit = nameof(Show), MaxAttempts = 4)]
    public partial FaultStatus Refresh(AddressRange line);

    public bool Render(ulong address, Action<byte[]> print)
    {
        lock (_sync)
        {
            if (!_lines.TryGetValue(address & ~(ulong)(LineSize - 1), out var bytes))
                return false;
            print(bytes);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private bool Drop(in Invalidation invalidation)
    {
        if (_stepping)
            return false; // do not flicker while the user steps

        var range = invalidation.Overlap.AlignOutward(LineSize);
        foreach (var line in _lines.Keys.Where(range.Contains).ToArray())
            _lines.Remove(line);
        return true;
    }

    private byte[] Peek(AddressRange line) => _peek(line.Start, LineSize);

    private void Show(AddressRange line, byte[] bytes) => _lines[line.Start] = bytes;
}

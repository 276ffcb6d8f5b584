// Correct: The callback takes a second lock and refuses when it cannot have it, but only for an invalidation that is not blockable; both locks are always taken in this order.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public sealed partial class DisassemblyWindow : IntervalNotifier, IDisposable
{
    private const int LineSize = 64;

    [DriverLock] private readonly object _sync = new();
    private readonly Lock _render = new(); // taken inside _sync
    [GuardedBy(nameof(_sync))] private readonly Dictionary<ulong, byte[]> _lines = new();
    private readonly Func<ulong, int, byte[]> _peek;
    private ulong? _onScreen; // under _render

    public DisassemblyWindow(Func<ulong, int, byte[]> peek) => _peek = peek;

    [Fault(Collect = nameof(Peek), Commit = nameof(Show), MaxAttempts = 4)]
    public partial FaultStatus Refresh(AddressRange line);

    public bool Render(ulong address, Action<byte[]> print)
    {
        lock (_sync)
        {
            var start = address & ~(ulong)(LineSize - 1);
            if (!_lines.TryGetValue(start, out var bytes))
                return false;
            lock (_render)
            {
                _onScreen = start;
                print(bytes);
            }

            return true;
        }
    }

    public ulong? OnScreen
    {
        get
        {
            lock (_render)
                return _onScreen;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private bool Drop(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _render.Enter();
        else if (!_render.TryEnter())
            return false;

        try
        {
            var range = invalidation.Overlap.AlignOutward(LineSize);
            if (_onScreen is { } shown && range.Contains(shown))
                _onScreen = null;
            foreach (var line in _lines.Keys.Where(range.Contains).ToArray())
                _lines.Remove(line);
            return true;
        }
        finally
        {
            _render.Exit();
        }
    }

    private byte[] Peek(AddressRange line) => _peek(line.Start, LineSize);

    private void Show(AddressRange line, byte[] bytes) => _lines[line.Start] = bytes;
}

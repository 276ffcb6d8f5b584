// Correct: what a device throws while it is unmapped is caught in the callback, noted, and made good by a full reset.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NotifierSdk;

public interface IBridge
{
    void Program(ulong page, ulong frame);

    bool TryClear(ulong page);

    void ResetAll();
}

public sealed partial class BridgeWindow : IntervalNotifier
{
    private readonly IBridge _bridge;
    private readonly Func<ulong, ulong> _frameOf;
    private readonly List<string> _errors = [];

    [DriverLock] private readonly object _lock = new();
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, ulong> _programmed = [];

    public BridgeWindow(IBridge bridge, Func<ulong, ulong> frameOf) => (_bridge, _frameOf) = (bridge, frameOf);

    public string[] Errors
    {
        get
        {
            lock (_lock)
                return [.. _errors];
        }
    }

    [Fault(Collect = nameof(FrameOf), Commit = nameof(Program), ExclusiveAfter = 6)]
    public partial FaultStatus Open(AddressRange page);

    private ulong FrameOf(AddressRange page) => _frameOf(page.Start);

    private void Program(AddressRange page, ulong frame)
    {
        _programmed[page.Start] = frame;
        _bridge.Program(page.Start, frame);
    }

    [Invalidate]
    private void Close(AddressRange range)
    {
        try
        {
            foreach (var page in _programmed.Keys.Where(page => range.Contains(page)).ToArray())
            {
                if (!_bridge.TryClear(page))
                    throw new IOException($"the bridge does not clear {page:x}");
                _programmed.Remove(page);
            }
        }
        catch (IOException error)
        {
            _errors.Add(error.Message);
            _programmed.Clear();
            _bridge.ResetAll();
        }
    }
}

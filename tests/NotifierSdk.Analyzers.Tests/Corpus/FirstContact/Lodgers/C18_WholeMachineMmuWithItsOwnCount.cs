// Correct: a range notifier has no tokens, so the driver counts running changes and finished ones itself, and a fault commits only if neither count moved since it looked.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using NotifierSdk;

/// <summary>Second-level page tables over the whole address space of a virtual machine monitor.</summary>
public sealed class SecondLevelMmu : RangeNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly object _mmuLock = new();
    private readonly Dictionary<ulong, ulong> _tdp = new();
    private readonly AddressSpace _process;
    private readonly Func<ulong, ulong> _frameOf;
    private int _inProgress;
    private ulong _finished;
    private bool _gone;

    public SecondLevelMmu(AddressSpace process, Func<ulong, ulong> frameOf)
        : base(RangeNotifierKind.StartAndEnd)
    {
        _process = process;
        _frameOf = frameOf;
        process.Register(this);
    }

    public bool PageFault(ulong address, TimeSpan patience)
    {
        var page = address / PageSize;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < patience)
        {
            ulong seen;
            lock (_mmuLock)
            {
                if (_gone)
                    return false;
                seen = _finished;
            }

            var frame = _frameOf(page);
            lock (_mmuLock)
            {
                if (!_gone && _inProgress == 0 && _finished == seen)
                {
                    _tdp[page] = frame;
                    return true;
                }
            }

            Thread.Yield();
        }

        return false;
    }

    public bool Translate(ulong address, Action<ulong> access)
    {
        lock (_mmuLock)
        {
            if (!_tdp.TryGetValue(address / PageSize, out var frame))
                return false;
            access(frame * PageSize + address % PageSize);
            return true;
        }
    }

    // A notifier that gets ends cannot refuse. The lock is only ever held for a short time.
    protected override bool InvalidateRangeStart(in Invalidation invalidation)
    {
        lock (_mmuLock)
        {
            _inProgress++;
            var range = invalidation.Range.AlignOutward(PageSize);
            var zapped = new List<ulong>();
            foreach (var page in _tdp.Keys)
            {
                if (range.Contains(page * PageSize))
                    zapped.Add(page);
            }

            foreach (var page in zapped)
                _tdp.Remove(page);
        }

        return true;
    }

    protected override void InvalidateRangeEnd(in Invalidation invalidation)
    {
        lock (_mmuLock)
        {
            _finished++;
            _inProgress--;
        }
    }

    protected override void Release()
    {
        lock (_mmuLock)
        {
            _gone = true;
            _tdp.Clear();
        }
    }

    public void Dispose()
    {
        if (IsRegistered)
            _process.Unregister(this);
    }
}

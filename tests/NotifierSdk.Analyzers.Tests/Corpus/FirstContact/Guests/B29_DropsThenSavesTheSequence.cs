// Breaks: NSDK2017
// Bug: the callback drops the range, releases the lock for the slow flush, and saves the sequence in a second hold; a commit between the two puts the old page back.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IDeviceTlb
{
    /// <summary>Returns when the device has answered. Its interrupt handler takes the driver's lock, so it is not held here.</summary>
    void FlushAndWait(AddressRange range);
}

public interface ITranslationService
{
    ulong Translate(ulong page);
}

public sealed class AtsDriver : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _lock = new("ats driver");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _pasid = [];
    [GuardedBy(nameof(_lock))] private long _interrupts;
    private readonly IDeviceTlb _device;
    private readonly ITranslationService _service;

    public AtsDriver(IDeviceTlb device, ITranslationService service)
    {
        _device = device;
        _service = service;
    }

    public bool ServePageRequest(ulong page, CancellationToken cancel)
    {
        var range = AddressRange.FromLength(page * PageSize, PageSize);
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var token = ReadBegin(range, cancel);
            var physical = _service.Translate(page);
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _pasid[page] = physical;
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The device walks the table; what it keeps of it is flushed.</summary>
    public bool TryWalk(ulong page, Action<ulong> answer)
    {
        using (_lock.EnterScope())
        {
            if (!_pasid.TryGetValue(page, out var physical))
                return false;
            answer(physical);
            return true;
        }
    }

    public void OnInterrupt()
    {
        using (_lock.EnterScope())
            _interrupts++;
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return false; // the flush has to be waited for

        using (_lock.EnterScope())
        {
            foreach (var page in invalidation.Overlap.Pages(PageSize))
                _pasid.Remove(page);
        }

        _device.FlushAndWait(invalidation.Overlap);

        using (_lock.EnterScope())
            SetSeq(invalidation.Sequence);

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}

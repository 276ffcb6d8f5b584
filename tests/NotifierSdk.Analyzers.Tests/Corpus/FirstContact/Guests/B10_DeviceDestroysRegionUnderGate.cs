// Breaks: NSDK4001
// Bug: DeregMr removes the region while it holds the device's gate; a callback that runs waits for that gate, and Remove waits for the callback.
using System;
using System.Collections.Generic;
using NotifierSdk;


public interface IVerbs
{
    ulong DmaMap(ulong page);
}

/// <summary>An HCA with a table of keys. All of its regions share one lock.</summary>
public sealed class Hca(AddressSpace mm, IVerbs verbs) : IDisposable
{
    [GuardedBy(nameof(Gate))] private readonly Dictionary<uint, MemoryRegion> _mrs = [];
    [GuardedBy(nameof(Gate))] private uint _nextKey = 1;

    internal DriverLock Gate { get; } = new("hca");

    internal IVerbs Verbs { get; } = verbs;

    public uint RegMr(AddressRange range)
    {
        var mr = new MemoryRegion(this);
        mm.Insert(mr, range);
        using (Gate.EnterScope())
        {
            var key = _nextKey++;
            _mrs.Add(key, mr);
            return key;
        }
    }

    public bool DeregMr(uint key)
    {
        using (Gate.EnterScope())
        {
            if (!_mrs.Remove(key, out var mr))
                return false;
            mr.Remove();
            return true;
        }
    }

    public MemoryRegion? Find(uint key)
    {
        using (Gate.EnterScope())
            return _mrs.GetValueOrDefault(key);
    }

    public void Dispose()
    {
        MemoryRegion[] left;
        using (Gate.EnterScope())
        {
            left = [.. _mrs.Values];
            _mrs.Clear();
        }

        foreach (var mr in left)
            mr.TryRemove();
    }
}

public sealed partial class MemoryRegion : IntervalNotifier
{
    private const ulong PageSize = 4096;

    private readonly Hca _hca;
    [GuardedBy(nameof(Gate))] private readonly Dictionary<ulong, ulong> _pas = [];

    internal MemoryRegion(Hca hca) => _hca = hca;

    [DriverLock] private DriverLock Gate => _hca.Gate;

    [Fault(Collect = nameof(DmaMap), Commit = nameof(UpdateXlt))]
    public partial FaultStatus PageFault(AddressRange page);

    public bool TryPost(ulong va, Action<ulong> post)
    {
        using (Gate.EnterScope())
        {
            if (!_pas.TryGetValue(va / PageSize, out var dma))
                return false;
            post(dma + (va % PageSize));
            return true;
        }
    }

    [Invalidate]
    private void ZapXlt(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _pas.Remove(page);
    }

    private ulong DmaMap(AddressRange page) => _hca.Verbs.DmaMap(page.Start / PageSize);

    private void UpdateXlt(AddressRange page, ulong dma) => _pas[page.Start / PageSize] = dma;
}

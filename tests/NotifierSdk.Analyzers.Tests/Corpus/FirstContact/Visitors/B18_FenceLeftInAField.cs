// Breaks: NSDK3008
// Bug: the start leaves its fence in a field, and the finish of another invalidation may find it there.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public interface ICommandStream
{
    ulong EmitTlbFlush(ulong first, ulong last);

    bool WaitFence(ulong fence, TimeSpan limit);

    ulong PhysicalOf(ulong page);
}

public sealed partial class GpuVm : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _vm = new("gpu vm");
    [GuardedBy(nameof(_vm))] private readonly Dictionary<ulong, Pte> _ptes = [];
    private readonly ICommandStream _stream;
    private readonly Flush _flush = new();

    public GpuVm(ICommandStream stream) => _stream = stream;

    private enum PteKind : byte
    {
        System,
        Local,
    }

    private readonly record struct Pte(ulong Frame, PteKind Kind);

    private sealed class Flush
    {
        public ulong Fence { get; set; }

        public int Count { get; set; }
    }

    [Fault(Collect = nameof(Resolve), Commit = nameof(Write))]
    public partial FaultStatus Map(AddressRange page);

    public bool IsMapped(ulong page)
    {
        using (_vm.EnterScope())
            return _ptes.ContainsKey(page);
    }

    private Pte Resolve(AddressRange page)
    {
        var frame = _stream.PhysicalOf(page.Start);
        return new Pte(frame, frame >= 1ul << 40 ? PteKind.Local : PteKind.System);
    }

    private void Write(AddressRange page, Pte pte) => _ptes[page.Start] = pte;

    [InvalidateStart]
    private bool BeginZap(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return false;
        var range = invalidation.Overlap;
        foreach (var page in _ptes.Keys.Where(page => range.Contains(page)).ToArray())
            _ptes.Remove(page);
        _flush.Fence = _stream.EmitTlbFlush(range.Start, range.Last);
        _flush.Count++;
        return true;
    }

    [InvalidateFinish]
    private void AwaitZap()
    {
        while (!_stream.WaitFence(_flush.Fence, TimeSpan.FromMilliseconds(50)))
        {
        }
    }
}

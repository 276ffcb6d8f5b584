// Breaks: NSDK2012
// Bug: the refill loop ends only with success: a mapping that changes all the time keeps the vCPU in it for ever, and nothing can call it back.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public enum AccessKind
{
    Opcode,
    Data,
}

public interface IBus
{
    ulong Translate(ulong page, AccessKind kind);
}

/// <summary>Decoded instruction pages of one hart.</summary>
public sealed class DecodeCache : IntervalNotifier, IDisposable
{
    private const int Shift = 12;

    private readonly Lock _mutex = new();
    private readonly Dictionary<ulong, ulong> _frames = [];
    private readonly IBus _bus;

    public DecodeCache(IBus bus)
    {
        _bus = bus;
    }

    public void Connect(AddressSpace space, AddressRange memory) => space.Insert(this, memory);

    public void Fetch(ulong pc, Action<ulong> decode)
    {
        var page = pc >> Shift;
        lock (_mutex)
        {
            if (_frames.TryGetValue(page, out var frame))
            {
                decode(frame);
                return;
            }
        }

        Refill(page, decode);
    }

    private void Refill(ulong page, Action<ulong> decode)
    {
        var range = AddressRange.FromLength(page << Shift, 1ul << Shift);
        while (true)
        {
            var token = ReadBegin(range);
            var frame = _bus.Translate(page, AccessKind.Opcode);
            lock (_mutex)
            {
                if (ReadRetry(token))
                    continue;
                _frames[page] = frame;
                decode(frame);
                return;
            }
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
        {
            if (!_mutex.TryEnter())
                return false;
        }
        else
        {
            _mutex.Enter();
        }

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(1ul << Shift))
                _frames.Remove(page);
            return true;
        }
        finally
        {
            _mutex.Exit();
        }
    }

    protected override void WaitForCommits()
    {
        lock (_mutex)
        {
        }
    }
}

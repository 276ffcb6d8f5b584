// Breaks: NSDK5011
// Bug: The driver is written by hand, is not told of its removal, and has no WaitForCommits, so a Map that has passed its check can write a slot after Remove has returned and the ring was freed.
using System;
using System.Runtime.InteropServices;
using NotifierSdk;



public sealed unsafe class RingMirror(int slots, Func<ulong, ulong> translate) : IntervalNotifier, IDisposable
{
    private readonly DriverLock _ringLock = new("ring");
    private readonly ulong* _ring = (ulong*)NativeMemory.AllocZeroed((nuint)slots, sizeof(ulong));

    protected override bool IsToldOfRemoval => false;

    public bool Map(int slot, AddressRange page)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)slot, (uint)slots);

        var delay = 1;
        for (var attempt = 0; attempt < 7; attempt++, delay *= 2)
        {
            var token = ReadBegin(page);
            var bus = translate(page.Start);
            using (_ringLock.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _ring[slot] = bus | 1;
                    return true;
                }
            }

            System.Threading.Thread.Sleep(delay);
        }

        return false;
    }

    public void Dispose()
    {
        Remove();
        NativeMemory.Free(_ring);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_ringLock.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);

            // The ring is small, and its slots say nothing about guest addresses: empty it.
            new Span<ulong>(_ring, slots).Clear();
        }

        return true;
    }
}

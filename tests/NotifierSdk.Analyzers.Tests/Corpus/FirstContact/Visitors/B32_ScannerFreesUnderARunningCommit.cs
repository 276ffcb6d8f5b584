// Breaks: NSDK5011
// Bug: the driver does not wait for its commits when it is removed, and frees the bitmap that they write to.
using System;
using System.Runtime.InteropServices;
using NotifierSdk;

public sealed unsafe class DirtyScanner : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;
    private readonly DriverLock _lock = new("dirty bitmap");
    private readonly Predicate<ulong> _isDirty;
    private readonly ulong _origin;
    private readonly nuint _bytes;
    private ulong* _bitmap;

    public DirtyScanner(AddressSpace space, AddressRange range, Predicate<ulong> isDirty)
    {
        _isDirty = isDirty;
        _origin = range.Start;
        _bytes = (nuint)((range.Length / PageSize / 64 + 1) * sizeof(ulong));
        _bitmap = (ulong*)NativeMemory.AllocZeroed(_bytes);
        space.Insert(this, range);
    }

    public bool Sample(ulong address)
    {
        var page = AddressRange.FromLength(address & ~(PageSize - 1), PageSize);
        for (var left = 5; left > 0; left--)
        {
            var token = ReadBegin(page);
            var dirty = _isDirty(page.Start);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                if (dirty)
                    Word(page.Start) |= Mask(page.Start);
                return dirty;
            }
        }

        return true; // not known, so it counts as dirty
    }

    public void Dispose()
    {
        if (!TryRemove())
            return;
        NativeMemory.Free(_bitmap);
        _bitmap = null;
    }

    protected override bool IsToldOfRemoval => false;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(PageSize))
                Word(number * PageSize) &= ~Mask(number * PageSize);
            return true;
        }
    }

    private static ulong Mask(ulong page) => 1ul << (int)(page / PageSize % 64);

    private ref ulong Word(ulong page) => ref _bitmap[(page - _origin) / PageSize / 64];
}

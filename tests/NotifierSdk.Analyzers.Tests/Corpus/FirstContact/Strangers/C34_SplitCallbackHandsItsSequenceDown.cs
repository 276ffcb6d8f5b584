// Correct: The sequence and the range of the invalidation at hand go into a record that is handed down through two layers, and is saved there, under the lock.
using System;
using System.Collections.Generic;
using NotifierSdk;



public abstract class LayeredShadow : IntervalNotifier
{
    protected readonly record struct Change(InvalidationSequence Sequence, AddressRange Range, bool IsRemoval);

    protected DriverLock Gate { get; } = new("layered shadow");

    protected sealed override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Gate.TryEnter(in invalidation, out var held))
            return false;

        using (held)
            Apply(new Change(invalidation.Sequence, invalidation.Overlap, invalidation.Event is InvalidationEvent.Removed));
        return true;
    }

    protected sealed override void WaitForCommits()
    {
        using (Gate.EnterScope())
        {
        }
    }

    protected virtual void Zap(AddressRange range, bool last)
    {
    }

    private void Apply(Change change)
    {
        SetSeq(change.Sequence);
        Zap(change.Range, last: change.IsRemoval);
    }
}

public sealed class GlyphAtlas(Func<AddressRange, ushort[]> rasterize) : LayeredShadow
{
    private Dictionary<ulong, ushort[]> _glyphs = [];

    public bool Rasterize(AddressRange page)
    {
        for (var i = 0; i < 10; i++)
        {
            var token = ReadBegin(page);
            var glyphs = rasterize(page);
            using (Gate.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _glyphs[page.Start >> 12] = glyphs;
                return true;
            }
        }

        return false;
    }

    protected override void Zap(AddressRange range, bool last)
    {
        if (last && range == Range)
        {
            _glyphs = [];
            return;
        }

        foreach (var page in range.Pages(4096))
            _glyphs.Remove(page);
    }
}

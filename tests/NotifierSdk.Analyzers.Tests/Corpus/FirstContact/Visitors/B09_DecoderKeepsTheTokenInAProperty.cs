// Breaks: NSDK2013
// Bug: the base class keeps the token of the frame at hand in a property, where the next frame's fault replaces it.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public abstract class FrameImporter : IntervalNotifier
{
    protected readonly DriverLock Session = new("decode session");

    protected ReadToken Current { get; set; }

    protected abstract void Drop(AddressRange range);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Session.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            Drop(invalidation.Overlap);
            return true;
        }
    }

    protected override void WaitForCommits()
    {
        using (Session.EnterScope())
        {
        }
    }
}

public sealed class BitstreamImporter(Func<AddressRange, int> importBuffer, Action<int> closeHandle) : FrameImporter
{
    private readonly List<(AddressRange Range, int Handle)> _imported = [];

    public int? Import(AddressRange buffer, CancellationToken stop)
    {
        for (var i = 0; i < 5; i++)
        {
            Current = ReadBegin(buffer, stop);
            var handle = importBuffer(buffer);
            var kept = false;
            try
            {
                using (Session.EnterScope())
                {
                    if (ReadRetry(Current))
                        continue;
                    _imported.Add((buffer, handle));
                    kept = true;
                    return handle;
                }
            }
            finally
            {
                if (!kept)
                    closeHandle(handle);
            }
        }

        return null;
    }

    public int Imported
    {
        get
        {
            using (Session.EnterScope())
                return _imported.Count;
        }
    }

    protected override void Drop(AddressRange range)
    {
        for (var i = _imported.Count - 1; i >= 0; i--)
        {
            if (!_imported[i].Range.Overlaps(range))
                continue;
            closeHandle(_imported[i].Handle);
            _imported.RemoveAt(i);
        }
    }
}

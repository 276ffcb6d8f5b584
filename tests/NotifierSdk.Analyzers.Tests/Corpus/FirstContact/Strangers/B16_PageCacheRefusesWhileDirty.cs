// Breaks: NSDK3004
// Bug: The callback refuses a change whenever the range has a page in write-back, although a blockable invalidation must not be refused.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



[Flags]
public enum CacheFlags : byte
{
    None = 0,
    Dirty = 1,
    WriteBack = 2,
}

public sealed class CachedPage
{
    public required byte[] Data { get; init; }

    public CacheFlags Flags { get; set; }
}

public sealed class FilePageCache : IntervalNotifier
{
    private readonly DriverLock _treeLock = new("page cache tree");
    private readonly Dictionary<ulong, CachedPage> _tree = new();
    private readonly Func<ulong, byte[]> _readBlock;
    private long _refused;

    public FilePageCache(Func<ulong, byte[]> readBlock) => _readBlock = readBlock;

    public long Refused => Interlocked.Read(ref _refused);

    public bool ReadIn(AddressRange page)
    {
        for (var i = 0; i < 32; i++)
        {
            var token = ReadBegin(page);
            var data = _readBlock(page.Start >> 12);
            using (_treeLock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _tree[page.Start >> 12] = new CachedPage { Data = data };
                return true;
            }
        }

        return false;
    }

    public void MarkWriteBack(ulong number, bool on)
    {
        using (_treeLock.EnterScope())
        {
            if (_tree.TryGetValue(number, out var page))
                page.Flags = on ? page.Flags | CacheFlags.WriteBack : page.Flags & ~CacheFlags.WriteBack;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_treeLock.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            if (HasWriteBack(invalidation.Overlap))
            {
                Interlocked.Increment(ref _refused);
                return false;
            }

            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(4096))
                _tree.Remove(number);
            return true;
        }
    }

    protected override void WaitForCommits()
    {
        using (_treeLock.EnterScope())
        {
        }
    }

    private bool HasWriteBack(AddressRange range)
    {
        foreach (var number in range.Pages(4096))
        {
            if (_tree.TryGetValue(number, out var page) && page.Flags.HasFlag(CacheFlags.WriteBack))
                return true;
        }

        return false;
    }
}

// Correct: one token covers the whole collection and is checked again under every hold of the lock, so each chunk is committed under its own check.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

/// <summary>Page cache over a mapped file, with read-ahead that does not hold the latch for long.</summary>
public sealed class ReadAheadCache : IntervalNotifier, IDisposable
{
    private const ulong Page = 8192;
    private const int Chunk = 16;

    private readonly DriverLock _latch = new("page latch");
    [GuardedBy(nameof(_latch))] private readonly Dictionary<ulong, byte[]> _pages = [];
    private readonly Func<ulong, byte[]> _read;

    public ReadAheadCache(Func<ulong, byte[]> read) => _read = read;

    /// <summary>Returns how many pages were entered; fewer than asked if the file changed underneath.</summary>
    public int ReadAhead(AddressRange window, CancellationToken cancellationToken)
    {
        window = window.AlignOutward(Page); // whole pages are read, so the token covers whole pages
        var token = ReadBegin(window, cancellationToken);
        var loaded = new List<(ulong Number, byte[] Content)>();
        foreach (var number in window.Pages(Page))
        {
            if (loaded.Count % Chunk == 0 && CheckRetry(token))
                break; // hopeless: the check below says so again
            loaded.Add((number, _read(number * Page)));
        }

        var entered = 0;
        while (entered < loaded.Count)
        {
            using (_latch.EnterScope())
            {
                if (ReadRetry(token))
                    return entered; // what the change hit of the earlier chunks, the callback has dropped

                var end = Math.Min(entered + Chunk, loaded.Count);
                for (; entered < end; entered++)
                    _pages[loaded[entered].Number] = loaded[entered].Content;
            }
        }

        return entered;
    }

    public bool TryCopy(ulong address, Span<byte> destination)
    {
        using (_latch.EnterScope())
        {
            if (!_pages.TryGetValue(address / Page, out var content))
                return false;
            var offset = (int)(address % Page);
            content.AsSpan(offset, Math.Min(destination.Length, content.Length - offset)).CopyTo(destination);
            return true;
        }
    }

    public void Open(AddressSpace file, AddressRange extent) => file.Insert(this, extent);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_latch.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(Page))
                _pages.Remove(number);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_latch.EnterScope())
        {
        }
    }

    public void Dispose() => TryRemove();
}

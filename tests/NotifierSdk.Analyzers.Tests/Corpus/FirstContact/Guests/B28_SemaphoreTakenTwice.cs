// Breaks: NSDK4008
// Bug: Reset holds the semaphore, which has one count, and calls Evict, which waits for it again: the thread waits for itself.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IElfImage
{
    byte[] Section(AddressRange range);
}

/// <summary>Sections of a running program's image, for a sampling profiler.</summary>
public sealed class ImageSections : IntervalNotifier, IDisposable
{
    private readonly SemaphoreSlim _sem = new(1, 1);
    private readonly Dictionary<AddressRange, byte[]> _sections = [];
    private readonly IElfImage _image;

    public ImageSections(IElfImage image) => _image = image;

    public bool Load(AddressRange section, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < 24; attempt++)
        {
            var token = ReadBegin(section, cancel);
            var bytes = _image.Section(section);
            _sem.Wait(cancel);
            try
            {
                if (ReadRetry(token))
                    continue;
                _sections[section] = bytes;
                return true;
            }
            finally
            {
                _sem.Release();
            }
        }

        return false;
    }

    public bool TryDisassemble(AddressRange section, Action<byte[]> disassemble)
    {
        _sem.Wait();
        try
        {
            if (!_sections.TryGetValue(section, out var bytes))
                return false;
            disassemble(bytes);
            return true;
        }
        finally
        {
            _sem.Release();
        }
    }

    /// <summary>Drops what the user has closed.</summary>
    public void Evict(AddressRange range)
    {
        _sem.Wait();
        try
        {
            DropLocked(range);
        }
        finally
        {
            _sem.Release();
        }
    }

    /// <summary>Drops everything: the program was started anew.</summary>
    public int Reset()
    {
        _sem.Wait();
        try
        {
            var count = _sections.Count;
            Evict(AddressRange.All);
            return count;
        }
        finally
        {
            _sem.Release();
        }
    }

    public void Dispose()
    {
        TryRemove();
        _sem.Dispose();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _sem.Wait();
        else if (!_sem.Wait(0))
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            DropLocked(invalidation.Overlap);
            return true;
        }
        finally
        {
            _sem.Release();
        }
    }

    protected override void WaitForCommits()
    {
        _sem.Wait();
        _sem.Release();
    }

    private void DropLocked(AddressRange range)
    {
        foreach (var section in new List<AddressRange>(_sections.Keys))
        {
            if (section.Overlaps(range))
                _sections.Remove(section);
        }
    }
}

// Correct: the callback and the fault are written once, in an abstract base class that knows no shadow; derived classes only drop and commit, and the base class holds the lock around both.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public abstract class Mirror<TEntry> : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("mirror");

    protected abstract TEntry Collect(AddressRange range, CancellationToken cancel);

    /// <summary>Called under the lock.</summary>
    protected abstract void CommitLocked(AddressRange range, TEntry entry);

    /// <summary>Called under the lock.</summary>
    protected abstract void DropLocked(AddressRange range);

    public bool Fault(AddressRange range, CancellationToken cancel = default)
    {
        for (var attempt = 0; attempt < 40; attempt++)
        {
            var token = ReadBegin(range, cancel);
            var entry = Collect(range, cancel);
            using (Hold())
            {
                if (ReadRetry(token))
                    continue;
                CommitLocked(range, entry);
            }

            return true;
        }

        return false;
    }

    public virtual void Dispose()
    {
        TryRemove();
        GC.SuppressFinalize(this);
    }

    protected DriverLock.Scope Hold() => _lock.EnterScope();

    protected sealed override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            DropLocked(invalidation.Overlap);
        }

        return true;
    }

    protected sealed override void WaitForCommits() => Hold().Dispose();
}

public readonly record struct Texel(uint Format, ulong Surface);

/// <summary>Decoded textures by the guest address of their first byte.</summary>
public sealed class TextureMirror(Func<AddressRange, Texel> decode) : Mirror<Texel>
{
    private readonly List<(AddressRange Source, Texel Texture)> _decoded = [];

    public bool TryBind(ulong address, Action<Texel> bind)
    {
        using (Hold())
        {
            foreach (var (source, texture) in _decoded)
            {
                if (source.Start != address)
                    continue;
                bind(texture);
                return true;
            }

            return false;
        }
    }

    protected override Texel Collect(AddressRange range, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return decode(range);
    }

    protected override void CommitLocked(AddressRange range, Texel entry)
    {
        _decoded.RemoveAll(one => one.Source == range);
        _decoded.Add((range, entry));
    }

    protected override void DropLocked(AddressRange range) => _decoded.RemoveAll(one => one.Source.Overlaps(range));
}

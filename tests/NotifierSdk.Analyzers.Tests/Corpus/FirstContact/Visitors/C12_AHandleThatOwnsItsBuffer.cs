// Correct: the staging buffer belongs to a ref struct whose Dispose returns it on every path, and the shadow keeps only a copy.
using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public readonly ref struct Staging
{
    private readonly byte[] _rented;

    public Staging(int length)
    {
        _rented = ArrayPool<byte>.Shared.Rent(length);
        Bytes = _rented.AsSpan(0, length);
    }

    public Span<byte> Bytes { get; }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);
}

public delegate void ReadInto(ulong address, Span<byte> target);

public sealed class DigestCache(ReadInto read) : IntervalNotifier
{
    private readonly DriverLock _lock = new("digests");
    private readonly Dictionary<ulong, ulong> _digests = [];

    public bool TryDigest(AddressRange page, out ulong digest)
    {
        for (var attempt = 1; attempt <= 10; attempt++)
        {
            var token = ReadBegin(page);
            using var staging = new Staging((int)page.Length);
            read(page.Start, staging.Bytes);
            if (CheckRetry(token))
                continue; // it has collided already, so the digest need not be computed

            digest = Fold(staging.Bytes);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _digests[page.Start] = digest;
                return true;
            }
        }

        digest = 0;
        return false;
    }

    public bool TryFind(ulong page, out ulong digest)
    {
        using (_lock.EnterScope())
            return _digests.TryGetValue(page, out digest);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap;
            foreach (var page in _digests.Keys.Where(page => range.Contains(page)).ToArray())
                _digests.Remove(page);
            return true;
        }
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    private static ulong Fold(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037ul;
        foreach (var value in bytes)
            hash = unchecked((hash ^ value) * 1099511628211ul);
        return hash;
    }
}

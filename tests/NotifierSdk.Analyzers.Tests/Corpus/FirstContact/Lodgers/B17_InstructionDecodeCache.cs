// Breaks: NSDK2010
// Bug: Decode asks CheckRetry under the lock before it enters the result, and CheckRetry is only a hint; nothing calls ReadRetry.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public readonly record struct DecodedOp(ushort Opcode, byte Length, ulong Immediate);

/// <summary>Decoded instructions of an interpreter.</summary>
public sealed class DecodeCache : IntervalNotifier, IDisposable
{
    private const ulong MaxLength = 15;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<ulong, DecodedOp> _ops = new();
    private readonly Func<ulong, DecodedOp> _decoder;
    private readonly AddressRange _code;

    public DecodeCache(AddressRange code, Func<ulong, DecodedOp> decoder)
    {
        _code = code;
        _decoder = decoder;
    }

    public void Attach(AddressSpace guest) => guest.Insert(this, _code);

    public bool Decode(ulong ip, CancellationToken cancellation)
    {
        var bytes = AddressRange.FromLength(ip, MaxLength).Intersect(_code);
        if (bytes is null)
            return false;

        for (var attempt = 0; attempt < 100; attempt++)
        {
            var token = ReadBegin(bytes.Value, cancellation);
            var op = _decoder(ip);
            lock (_gate)
            {
                if (!CheckRetry(token))
                {
                    _ops[ip] = op;
                    return true;
                }
            }
        }

        return false;
    }

    public bool Execute(ulong ip, Func<DecodedOp, ulong> execute, out ulong next)
    {
        lock (_gate)
        {
            if (!_ops.TryGetValue(ip, out var op))
            {
                next = ip;
                return false;
            }

            next = execute(op);
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _gate.Enter();
        else if (!_gate.TryEnter())
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            var overlap = invalidation.Overlap;
            var from = overlap.Start < MaxLength ? 0 : overlap.Start - (MaxLength - 1);
            var dropped = new List<ulong>();
            foreach (var ip in _ops.Keys)
            {
                if (ip > overlap.Last)
                    break;
                if (ip >= from)
                    dropped.Add(ip);
            }

            dropped.ForEach(ip => _ops.Remove(ip));
        }
        finally
        {
            _gate.Exit();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_gate)
        {
        }
    }

    public void Dispose() => TryRemove();
}

// Breaks: NSDK4005
// Bug: the callback takes the table's lock and then the list's, and Trim takes the list's and then the table's: each can wait for the other.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface IRelation
{
    byte[] ReadBlock(ulong block);
}

/// <summary>A buffer pool with a list of recently used blocks that has a lock of its own.</summary>
public class BufferPool : IntervalNotifier, IDisposable
{
    private const ulong BlockSize = 8192;
    private const int Attempts = 16;

    private readonly object _tableLock = new object();
    private readonly object _lruLock = new object();
    private readonly Dictionary<ulong, byte[]> _table = new Dictionary<ulong, byte[]>();
    private readonly LinkedList<ulong> _lru = new LinkedList<ulong>();
    private readonly IRelation _relation;

    public BufferPool(IRelation relation)
    {
        _relation = relation;
    }

    public bool ReadIn(ulong block, CancellationToken cancel)
    {
        AddressRange range = AddressRange.FromLength(block * BlockSize, BlockSize);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            ReadToken token = ReadBegin(range, cancel);
            byte[] bytes = _relation.ReadBlock(block);
            lock (_tableLock)
            {
                if (ReadRetry(token))
                {
                    continue;
                }

                _table[block] = bytes;
                lock (_lruLock)
                {
                    _lru.Remove(block);
                    _lru.AddFirst(block);
                }

                return true;
            }
        }

        return false;
    }

    public bool TryCopy(ulong block, byte[] target)
    {
        lock (_tableLock)
        {
            byte[]? bytes;
            if (!_table.TryGetValue(block, out bytes))
            {
                return false;
            }

            Buffer.BlockCopy(bytes, 0, target, 0, bytes.Length);
            return true;
        }
    }

    public int Trim(int keep)
    {
        int trimmed = 0;
        lock (_lruLock)
        {
            while (_lru.Count > keep && _lru.Last != null)
            {
                ulong coldest = _lru.Last.Value;
                _lru.RemoveLast();
                lock (_tableLock)
                {
                    if (_table.Remove(coldest))
                    {
                        trimmed++;
                    }
                }
            }
        }

        return trimmed;
    }

    public void Dispose()
    {
        TryRemove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
        {
            return false; // there are two locks to take, and a non-blockable change can come back later
        }

        lock (_tableLock)
        {
            SetSeq(invalidation.Sequence);
            lock (_lruLock)
            {
                foreach (ulong block in invalidation.Overlap.Pages(BlockSize))
                {
                    if (_table.Remove(block))
                    {
                        _lru.Remove(block);
                    }
                }
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_tableLock)
        {
        }
    }
}

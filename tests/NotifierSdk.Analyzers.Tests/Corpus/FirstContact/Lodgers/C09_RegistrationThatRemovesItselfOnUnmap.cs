// Correct: when the whole buffer is unmapped, the callback ends its own registration with RemoveLater; a flag under the lock decides between it and Dispose, and OnRemoved frees what both need.
using System;
using System.Threading;
using NotifierSdk;

public interface IProtectionDomain
{
    uint AllocateKey();

    void FreeKey(uint key);

    ulong Translate(ulong virtualAddress);
}

/// <summary>A registered buffer of an RDMA application.</summary>
public sealed class RegisteredBuffer : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _lock = new("registered buffer");
    private readonly AddressRange _buffer;
    private readonly IProtectionDomain _pd;
    private readonly uint _key;
    [GuardedBy(nameof(_lock))] private readonly ulong[] _dma;
    [GuardedBy(nameof(_lock))] private bool _leaving;

    private RegisteredBuffer(IProtectionDomain pd, AddressRange buffer)
    {
        _pd = pd;
        _buffer = buffer.AlignOutward(PageSize);
        _dma = new ulong[_buffer.Length / PageSize];
        _key = pd.AllocateKey();
    }

    public static RegisteredBuffer Create(AddressSpace process, IProtectionDomain pd, AddressRange buffer)
    {
        var registered = new RegisteredBuffer(pd, buffer);
        try
        {
            process.Insert(registered, registered._buffer);
        }
        catch
        {
            pd.FreeKey(registered._key);
            throw;
        }

        return registered;
    }

    public bool Transfer(ulong address, Action<uint, ulong> post, CancellationToken cancellationToken)
    {
        var page = AddressRange.FromLength(address & ~(PageSize - 1), PageSize);
        var index = (page.Start - _buffer.Start) / PageSize;
        for (var attempt = 0; attempt < 64; attempt++)
        {
            var token = ReadBegin(page, cancellationToken);
            var dma = _pd.Translate(page.Start);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _dma[index] = dma;
                post(_key, dma + address % PageSize);
                return true;
            }
        }

        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(PageSize))
                _dma[page - _buffer.Start / PageSize] = 0;

            if (invalidation.Event == InvalidationEvent.Unmap && invalidation.IsBlockable && invalidation.Range.Contains(_buffer) && !_leaving)
            {
                _leaving = true;
                RemoveLater();
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    protected override void OnRemoved() => _pd.FreeKey(_key);

    public void Dispose()
    {
        using (_lock.EnterScope())
            _leaving = true; // from now on the callback leaves the removal to us

        TryRemove();
    }
}

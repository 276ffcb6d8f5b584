// Breaks: NSDK2009
// Bug: the batch buffer validates its list of buffers, and asks itself, and not the buffer that gave the token, whether something collided.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IGart
{
    long[] Bind(AddressRange range);
}

/// <summary>A user buffer of one GPU context. All buffers of a context share its lock.</summary>
public sealed class UserBuffer : IntervalNotifier, IDisposable
{
    private readonly DriverLock _vmLock;
    private readonly IGart _gart;
    private readonly AddressRange _va;
    private long[]? _bound;

    public UserBuffer(DriverLock vmLock, IGart gart, AddressRange va)
    {
        _vmLock = vmLock;
        _gart = gart;
        _va = va;
    }

    public void Import(AddressSpace process) => process.Insert(this, _va);

    /// <summary>Called for the batch buffer: makes every buffer of its list resident.</summary>
    public bool ValidateList(IReadOnlyList<UserBuffer> list, CancellationToken cancel)
    {
        foreach (var buffer in list)
        {
            var resident = false;
            for (var attempt = 0; attempt < 10 && !resident; attempt++)
            {
                var token = buffer.ReadBegin(buffer._va, cancel);
                var frames = buffer._gart.Bind(buffer._va);
                using (_vmLock.EnterScope())
                {
                    if (!ReadRetry(token))
                    {
                        buffer._bound = frames;
                        resident = true;
                    }
                }
            }

            if (!resident)
                return false;
        }

        return true;
    }

    /// <summary>Runs the job if all buffers are still resident. It returns when the job is done.</summary>
    public bool TryExecute(IReadOnlyList<UserBuffer> list, Action<long[]> relocate, Action run)
    {
        using (_vmLock.EnterScope())
        {
            foreach (var buffer in list)
            {
                if (buffer._bound is not { } frames)
                    return false;
                relocate(frames);
            }

            run();
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_vmLock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            SetSeq(invalidation.Sequence);
            _bound = null; // bound as a whole, lost as a whole
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_vmLock.EnterScope())
        {
        }
    }
}

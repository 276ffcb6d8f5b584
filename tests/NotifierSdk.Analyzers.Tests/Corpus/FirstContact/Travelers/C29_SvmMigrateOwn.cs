// Correct: The fault announces a change inside its own read section; the callback drops the page for it but does not save the sequence, and a mutex lets only one fault at a time migrate.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public interface IVram
{
    ulong MoveIn(AddressRange page);
}

public sealed class SvmRegion : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("svm region");
    private readonly Lock _migration = new(); // one fault at a time; no callback takes it
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _gpuPtes = new();
    private readonly AddressSpace _process;
    private readonly IVram _vram;

    public SvmRegion(AddressSpace process, IVram vram)
    {
        Owner = this;
        _process = process;
        _vram = vram;
    }

    public void Register(AddressRange range) => _process.Insert(this, range);

    public bool HandleGpuFault(AddressRange page, CancellationToken cancellation)
    {
        lock (_migration)
        {
            for (var attempt = 0; attempt < 8; attempt++)
            {
                var token = ReadBegin(page, cancellation);
                ulong frame;
                using (_process.BeginInvalidate(page, InvalidationEvent.Migrate, owner: this))
                    frame = _vram.MoveIn(page);

                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        continue; // somebody else's change
                    _gpuPtes[page.Start] = frame;
                    return true;
                }
            }
        }

        return false;
    }

    public bool Launch(ulong page, Action<ulong> kernel)
    {
        using (_lock.EnterScope())
        {
            if (!_gpuPtes.TryGetValue(page, out var frame))
                return false;
            kernel(frame);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            if (!ReferenceEquals(invalidation.Owner, this))
                SetSeq(invalidation.Sequence);

            var pages = invalidation.Overlap.AlignOutward(4096);
            foreach (var page in _gpuPtes.Keys.Where(page => pages.Contains(page)).ToArray())
                _gpuPtes.Remove(page);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}

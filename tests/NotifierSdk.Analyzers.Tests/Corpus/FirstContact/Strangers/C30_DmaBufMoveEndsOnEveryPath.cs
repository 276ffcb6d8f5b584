// Correct: A detached invalidation is ended by the completion of the copy, or at once if the copy could not be started.
using System;
using System.Collections.Generic;
using NotifierSdk;



public interface ICopyQueue
{
    bool TrySubmit(AddressRange from, ulong to, Action<bool> completed);
}

public sealed class MovableBuffer(AddressSpace space, AddressRange range, ICopyQueue queue)
{
    private long _home;

    public ulong Home => (ulong)System.Threading.Interlocked.Read(ref _home);

    public bool BeginMove(ulong to, Action<bool>? moved = null)
    {
        OpenInvalidation move;
        using (var scope = space.BeginInvalidate(range, InvalidationEvent.Migrate, this))
            move = scope.Detach();

        var submitted = false;
        try
        {
            submitted = queue.TrySubmit(range, to, succeeded =>
            {
                try
                {
                    if (succeeded)
                        System.Threading.Interlocked.Exchange(ref _home, (long)to);
                }
                finally
                {
                    move.End();
                }

                moved?.Invoke(succeeded);
            });
        }
        finally
        {
            if (!submitted)
                move.TryEnd();
        }

        return submitted;
    }
}

public sealed partial class BufferView(MovableBuffer buffer) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("buffer view");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _bus = [];

    [Fault(Collect = nameof(Resolve), Commit = nameof(Attach), TimeoutMilliseconds = 2000)]
    public partial FaultOutcome Map(AddressRange page);

    public ulong? Lookup(ulong address)
    {
        using (_lock.EnterScope())
            return _bus.TryGetValue(address >> 12, out var bus) ? bus : null;
    }

    private ulong Resolve(AddressRange page) => buffer.Home + (page.Start - Range.Start);

    private void Attach(AddressRange page, ulong bus) => _bus[page.Start >> 12] = bus;

    [Invalidate]
    private void Detach(AddressRange gone)
    {
        foreach (var page in gone.Pages(4096))
            _bus.Remove(page);
    }
}

// Correct: the context never unregisters the notifier that it uses: it is shared by all contexts of the space, counted by Get and Put, and frees its doorbell itself after the last Put.
using System;
using System.Threading;
using NotifierSdk;


public interface IDoorbell : IDisposable
{
    void FlushRange(ulong first, ulong last);
}

public interface IAccelerator
{
    IDoorbell MapDoorbell();

    int CreateContext(IDoorbell doorbell);

    void DestroyContext(int context);
}

/// <summary>Tells the accelerator, which walks the page tables itself, what to drop from its TLBs.</summary>
public sealed class TlbFlusher : RangeNotifier
{
    internal TlbFlusher(IDoorbell doorbell)
        : base(RangeNotifierKind.SecondaryTlbs)
    {
        Doorbell = doorbell;
    }

    internal IDoorbell Doorbell { get; }

    protected override void InvalidateSecondaryTlbs(AddressRange range) => Doorbell.FlushRange(range.Start, range.Last);

    protected override void Free() => Doorbell.Dispose();
}

public sealed class AcceleratorContext : IDisposable
{
    private readonly AddressSpace _space;
    private readonly IAccelerator _accelerator;
    private readonly TlbFlusher _flusher;
    private readonly int _context;
    private int _disposed;

    public AcceleratorContext(AddressSpace space, IAccelerator accelerator)
    {
        _space = space;
        _accelerator = accelerator;
        _flusher = space.Get(() => new TlbFlusher(accelerator.MapDoorbell()));
        try
        {
            _context = accelerator.CreateContext(_flusher.Doorbell);
        }
        catch
        {
            space.Put(_flusher);
            throw;
        }
    }

    public int Id => _context;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        try
        {
            _accelerator.DestroyContext(_context); // the device translates nothing for it any more
        }
        finally
        {
            _space.Put(_flusher);
        }
    }
}

namespace NotifierSdk.Testing.Tests.Drivers;

/// <summary>A driver that is removed without a wait, also by its own <see cref="Dispose"/>. Its lock cannot be entered twice.</summary>
internal sealed partial class RemovedLater(Action removed) : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1);

    public void Dispose() => RemoveLater();

    internal void RemoveUnderLock()
    {
        _lock.Wait();
        try
        {
            RemoveLater();
        }
        finally
        {
            _lock.Release();
        }
    }

    protected override void OnRemoved() => removed();

    [Invalidate]
    private static void Drop(AddressRange range)
    {
    }
}

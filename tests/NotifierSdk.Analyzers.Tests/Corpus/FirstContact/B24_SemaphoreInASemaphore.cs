// Breaks: NSDK4008
// Bug: an asynchronous helper waits for the semaphore that its caller holds
public sealed class PinTable : IntervalNotifier
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<ulong, int> _pins = new();

    public async Task PinAsync(ulong page)
    {
        await _gate.WaitAsync();
        try
        {
            if (_pins.Count > 1000)
                await TrimAsync();
            _pins[page] = _pins.GetValueOrDefault(page) + 1;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task TrimAsync()
    {
        await _gate.WaitAsync();
        try
        {
            foreach (var page in _pins.Where(pin => pin.Value == 0).Select(pin => pin.Key).ToList())
                _pins.Remove(page);
        }
        finally
        {
            _gate.Release();
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_gate.Wait(invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        _pins.Clear();
        _gate.Release();
        return true;
    }
}

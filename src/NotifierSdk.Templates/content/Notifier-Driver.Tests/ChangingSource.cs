using NotifierSdk;

namespace NotifierDriver.Tests;

/// <summary>A page that can change while the driver reads it. This is the race that a driver must not lose, and no threads are needed to see it.</summary>
internal sealed class ChangingSource(AddressSpace space) : IPageSource
{
    private ulong? _content = 1;
    private Action? _whileRead;

    /// <summary>Announces a change, and makes it.</summary>
    public void Change(AddressRange page, ulong? content)
    {
        using (space.BeginInvalidate(page, InvalidationEvent.Unmap))
            _content = content;
    }

    /// <summary>Makes a change in the middle of the next read. That read still returns the old content.</summary>
    public void ChangeDuringNextRead(AddressRange page, ulong? content) => _whileRead = () => Change(page, content);

#if (async)
    public ValueTask<ulong?> ReadAsync(AddressRange page, CancellationToken cancellationToken) => ValueTask.FromResult(Read());
#else
    public bool TryRead(AddressRange page, out ulong content)
    {
        var read = Read();
        content = read.GetValueOrDefault();
        return read is not null;
    }
#endif

    private ulong? Read()
    {
        var before = _content;
        Interlocked.Exchange(ref _whileRead, null)?.Invoke();
        return before;
    }
}

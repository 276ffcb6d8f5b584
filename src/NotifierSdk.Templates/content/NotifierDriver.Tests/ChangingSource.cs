using NotifierSdk;

namespace NotifierDriver.Tests;

/// <summary>A page that can change while somebody reads it: the race that a driver must not lose, without threads and without luck.</summary>
internal sealed class ChangingSource(AddressSpace space) : IPageSource
{
    private ulong? _content = 1;
    private Action? _whileRead;

    /// <summary>Announces the change, and makes it.</summary>
    public void Change(AddressRange page, ulong? content)
    {
        using (space.BeginInvalidate(page, InvalidationEvent.Unmap))
            _content = content;
    }

    /// <summary>Makes the change in the middle of the next read: the reader gets what was there before.</summary>
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

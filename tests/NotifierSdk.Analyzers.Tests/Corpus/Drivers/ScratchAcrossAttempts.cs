// Correct: a rented buffer serves every attempt, and each attempt's cursor is given back whatever becomes of it
public sealed class PageTableReader(IPageTables tables) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private ulong[] _entries = [];

    public bool Snapshot(AddressRange range, CancellationToken cancellationToken)
    {
        var scratch = System.Buffers.ArrayPool<ulong>.Shared.Rent(512);
        try
        {
            for (var attempt = 0; attempt < 8; attempt++)
            {
                var token = ReadBegin(range, cancellationToken);
                var cursor = tables.OpenCursor(range);
                try
                {
                    var count = cursor.Read(scratch);
                    lock (_lock)
                    {
                        if (ReadRetry(token))
                            continue;
                        _entries = scratch[..count];
                        return true;
                    }
                }
                finally
                {
                    cursor.Dispose();
                }
            }

            return false;
        }
        finally
        {
            System.Buffers.ArrayPool<ulong>.Shared.Return(scratch);
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _entries = [];
        }

        return true;
    }
}

public interface IPageTables
{
    ICursor OpenCursor(AddressRange range);
}

public interface ICursor : IDisposable
{
    int Read(ulong[] entries);
}

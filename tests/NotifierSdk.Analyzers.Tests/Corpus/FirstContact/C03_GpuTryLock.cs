// Correct: the callback tries its lock where it must not block
public class TextureCache : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, (int Id, AddressRange Range)> _textures = new();
    private int _next;

    public int? Bind(AddressRange range, Func<AddressRange, byte[]> download, Action<int, byte[]> upload)
    {
        var token = ReadBegin(range);
        var texels = download(range);
        using var scope = _lock.EnterScope();
        if (ReadRetry(token))
            return null;
        var id = ++_next;
        _textures[range.Start] = (id, range);
        upload(id, texels);
        return id;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Range;
            foreach (var key in _textures.Where(t => t.Value.Range.Overlaps(range)).Select(t => t.Key).ToArray())
                _textures.Remove(key);
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }
}

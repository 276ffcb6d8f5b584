// Breaks: NSDK5010
// Bug: the scope of the helper is empty, and the change stands behind it
public sealed class Memory(AddressSpace space, byte[] bytes)
{
    private readonly Dictionary<ulong, byte[]> _pages = [];
    private readonly List<AddressRange> _history = [];
    private OpenInvalidation _open;
    public void Clear(AddressRange range)
    {
        using (Begin(range))
        {
        }

        Zero(range);
        _history.Add(range);
    }
    public void Unmap(AddressRange range)
    {
        using var scope = Begin(range);
        Drop(range);
    }
    public int Move(AddressRange from, AddressRange to)
    {
        Announce(from);
        return MoveAnnounced(from, to);
    }
    public byte[] Touch(AddressRange range)
    {
        space.BeginInvalidate(range, InvalidationEvent.Write).Dispose();
        return Copy(range);
    }
    public byte[] Touch2(AddressRange range)
    {
        space.BeginInvalidate(range, InvalidationEvent.Write).Dispose();
        var copy = Copy(range);
        return copy;
    }
    public void Start(AddressRange range)
    {
        _open = Open(range);
        Zero(range);
    }
    public void Finish() => _open.End();
    public void Both(AddressRange range)
    {
        var scope = Begin(range);
        try { Zero(range); }
        finally { scope.Dispose(); }
    }
    public bool TryBoth(AddressRange range)
    {
        if (!TryBegin(range, out var scope))
            return false;
        using (scope)
            Zero(range);
        return true;
    }
    private bool TryBegin(AddressRange range, out InvalidationScope scope) => space.TryBeginInvalidate(range, InvalidationEvent.Clear, out scope);
    private InvalidationScope Begin(AddressRange range) => space.BeginInvalidate(range, InvalidationEvent.Clear);
    private OpenInvalidation Open(AddressRange range) => space.BeginInvalidate(range, InvalidationEvent.Clear).Detach();
    private void Announce(AddressRange range) => space.BeginInvalidate(range, InvalidationEvent.Unmap).Dispose();
    private int MoveAnnounced(AddressRange from, AddressRange to)
    {
        using (space.BeginInvalidate(from, InvalidationEvent.Migrate))
        {
            if (_pages.Remove(from.Start, out var page))
                _pages[to.Start] = page;
        }
        return 1;
    }
    private byte[] Copy(AddressRange range) => bytes[(int)range.Start..(int)(range.Start + range.Length)];
    private void Zero(AddressRange range) => bytes.AsSpan((int)range.Start, (int)range.Length).Clear();
    private void Drop(AddressRange range) => _pages.Remove(range.Start);
}

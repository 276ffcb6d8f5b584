// Breaks: NSDK2006
// Bug: reading ahead takes the lock, and opens no section
// Read in: none
public interface IGuest { ulong Walk(ulong va); }

internal sealed class Tlb : IntervalNotifier
{
    private readonly DriverLock _lock = new("tlb");
    private readonly IGuest _guest;
    [ShadowState, GuardedBy(nameof(_lock))]
    private readonly Dictionary<ulong, ulong> _map = new();

    public Tlb(IGuest guest) => _guest = guest;

    public bool Fill(ulong va)
    {
        var token = ReadBegin();
        var pa = _guest.Walk(va);
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _map[va] = pa;
        }

        return true;
    }

    public void ReadAhead(ulong va)
    {
        var token = ReadBegin(); //+
        var next = _guest.Walk(va + 4096);
        using (_lock.EnterScope())
            if (!ReadRetry(token)) //+
            _map[va + 4096] = next; //+
            _map[va + 4096] = next; //! NSDK2006
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        _map.Clear();
        return true;
    }
}

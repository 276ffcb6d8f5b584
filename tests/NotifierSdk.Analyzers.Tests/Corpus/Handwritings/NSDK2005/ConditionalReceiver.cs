// Breaks: NSDK2005
// Bug: the view is asked to fault through ?., which hides that nobody looks at the answer
// Read in: none
sealed partial class View : IntervalNotifier
{
    [DriverLock] readonly object sync = new();
    [GuardedBy(nameof(sync))] ulong mapped;

    [Fault(Commit = nameof(Commit))]
    public partial FaultStatus Populate(AddressRange range);

    void Commit(AddressRange range) => mapped = range.Start;

    [Invalidate]
    void Zap() => mapped = 0;
}

sealed class Player
{
    private View? _view;

    public void Open(AddressSpace space, AddressRange range)
    {
        _view = new View();
        space.Insert(_view, range);
    }

    public void Close() => _view?.Remove();

    public bool Play(AddressRange frame, Action<AddressRange> show)
    {
        _view?.Populate(frame); //! NSDK2005
        if (_view?.Populate(frame) is not FaultStatus.Completed) //+
            return false; //+
        show(frame);
        return true;
    }
}

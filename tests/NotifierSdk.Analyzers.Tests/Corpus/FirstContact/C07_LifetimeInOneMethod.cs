// Correct: opened, used and removed, with a second insert that may fail
public sealed class Watcher : IntervalNotifier
{
    private int _changes;
    public int Changes => Volatile.Read(ref _changes);
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        Interlocked.Increment(ref _changes);
        return true;
    }
}

public static class Monitoring
{
    public static int Watch(AddressSpace space, AddressRange range, Action whatever)
    {
        var watcher = new Watcher();
        space.Insert(watcher, range);
        try
        {
            whatever();
            return watcher.Changes;
        }
        finally
        {
            watcher.Remove();
        }
    }
}

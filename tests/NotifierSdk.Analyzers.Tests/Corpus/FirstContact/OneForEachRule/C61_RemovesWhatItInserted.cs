// Correct: a flag, and the insertion in the try
public sealed class Host
{
    public sealed class Window : IntervalNotifier
    {
        protected override bool OnInvalidate(in Invalidation invalidation) => true;
    }

    private readonly AddressSpace _space;

    public Host(AddressSpace space) => _space = space;

    public void Run(AddressRange range, Action<Window> body)
    {
        var window = new Window();
        var inserted = false;
        try
        {
            if (range.Length % 4096 != 0)
                throw new ArgumentException("The range must be a number of pages.", nameof(range));
            _space.Insert(window, range);
            inserted = true;
            body(window);
        }
        finally
        {
            if (inserted)
                window.Remove();
        }
    }
}

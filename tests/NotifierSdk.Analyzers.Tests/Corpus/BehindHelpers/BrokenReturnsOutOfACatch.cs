// Breaks: NSDK5006
// Bug: the open invalidation of a helper is forgotten by a catch
public sealed class Migration(AddressSpace space, Func<AddressRange, bool> copy)
{
    public void Run(AddressRange range)
    {
        var open = Begin(range);
        try
        {
            if (!copy(range))
                throw new InvalidOperationException("The copy failed.");
        }
        catch (TimeoutException)
        {
            return;
        }
        open.End();
    }
    private OpenInvalidation Begin(AddressRange range)
    {
        var scope = space.BeginInvalidate(range, InvalidationEvent.Migrate);
        return scope.Detach();
    }
}

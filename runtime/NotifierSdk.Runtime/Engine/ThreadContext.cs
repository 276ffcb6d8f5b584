namespace NotifierSdk.Engine;

/// <summary>What a thread is in the middle of: the callbacks it runs and the invalidation scopes it opened. Waiting in either could wait for itself.</summary>
internal sealed class ThreadContext
{
    [ThreadStatic]
    private static ThreadContext? t_current;

    private readonly List<AddressSpace> _callbacks = []; // innermost last
    private readonly List<OpenInvalidation> _scopes = [];

    internal static ThreadContext Current => t_current ??= new ThreadContext();

    internal void EnterCallback(AddressSpace space) => _callbacks.Add(space);

    internal void LeaveCallback() => _callbacks.RemoveAt(_callbacks.Count - 1);

    internal void Opened(OpenInvalidation invalidation) => _scopes.Add(invalidation);

    /// <summary>The scope has ended or belongs to no thread any more. One that another thread opened is not in the list, and stays in its own until pruned.</summary>
    internal void Closed(OpenInvalidation invalidation) => _scopes.Remove(invalidation);

    /// <exception cref="InvalidOperationException">The thread runs a callback of the space.</exception>
    internal static void ThrowIfInCallback(AddressSpace space, string operation, string remedy)
    {
        if (t_current is { } current && current._callbacks.Contains(space))
        {
            throw new InvalidOperationException(
                $"{operation} was called in an invalidation callback of the address space '{space.Name}'; it would wait for the invalidation that waits for the callback. {remedy}");
        }
    }

    /// <exception cref="InvalidOperationException">The thread itself holds an invalidation open that overlaps the range.</exception>
    internal static void ThrowIfInvalidating(AddressSpace space, AddressRange range, string operation)
    {
        if (t_current is not { } current)
            return;
        foreach (var scope in current._scopes)
        {
            if (ReferenceEquals(scope.Space, space) && scope.IsOpen && scope.Range.Overlaps(range))
            {
                throw new InvalidOperationException(
                    $"{operation} of {range} was called inside this thread's own invalidation scope ({scope.Event} of {scope.Range}); it would wait for the scope's end, which comes after it. End the scope first, or Detach it to another thread.");
            }
        }
    }
}

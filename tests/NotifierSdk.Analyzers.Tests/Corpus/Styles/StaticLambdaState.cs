// Correct: static lambdas with state under the lock
public sealed class Mirror : IntervalNotifier
{
    private readonly Lock _lock = new();
    private ulong _entry;

    public bool Fault(ulong page) => Under(static (self, state) =>
    {
        if (self.ReadRetry(state.Token)) return false;
        self._entry = state.Page;
        return true;
    }, (Token: ReadBegin(), Page: page));

    private T Under<T, TState>(Func<Mirror, TState, T> body, TState state)
    {
        lock (_lock) return body(this, state);
    }

    protected override bool OnInvalidate(in Invalidation invalidation) => Under(static (self, sequence) =>
    {
        self.SetSeq(sequence);
        self._entry = 0;
        return true;
    }, invalidation.Sequence);
}

namespace NotifierSdk.Testing.Tests.Drivers;

/// <summary>A lock of an author's own, which the generator knows by its members.</summary>
internal sealed class PatternLock
{
    private readonly object _gate = new();

    internal void Enter() => Monitor.Enter(_gate);

    internal bool TryEnter() => Monitor.TryEnter(_gate);

    internal void Exit() => Monitor.Exit(_gate);
}

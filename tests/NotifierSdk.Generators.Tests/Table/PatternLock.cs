namespace NotifierSdk.Generators.Tests.Table;

/// <summary>A lock of an author's own, known by its members.</summary>
public sealed class PatternLock
{
    private readonly object _gate = new();

    public bool IsHeld => Monitor.IsEntered(_gate);

    public void Enter() => Monitor.Enter(_gate);

    public bool TryEnter() => Monitor.TryEnter(_gate);

    public void Exit() => Monitor.Exit(_gate);
}

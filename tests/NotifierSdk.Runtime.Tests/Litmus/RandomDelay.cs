namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>Mostly next to nothing, now and then about as long as a race: so that every step of one thread meets every step of the other.</summary>
/// <param name="magnitude">The longest, as a power of two, in turns of the loop.</param>
internal sealed class RandomDelay(int magnitude)
{
    internal const int Short = 9, Long = 13;

    private readonly Random _random = new();
    private int _turns;

    internal void Pass()
    {
        for (var left = _random.Next(1 << _random.Next(magnitude + 1)); left > 0; left--)
            _turns++;
    }
}

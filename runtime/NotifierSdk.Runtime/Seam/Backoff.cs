namespace NotifierSdk.Seam;

/// <summary>The wait between two tries of a lock that is held for a few steps. Not <see cref="SpinWait"/>: that sleeps now and then, which <see cref="Thread.Interrupt"/> ends with an exception.</summary>
internal struct Backoff
{
    private const int Doublings = 7;

    private int _rounds;

    internal void Once()
    {
        if (_rounds < Doublings)
            Thread.SpinWait(4 << _rounds++);
        else
            Thread.Yield();
    }
}

namespace NotifierSdk.Engine;

/// <summary>What read begin, retry, and a hit look at. In a class of its own because the runtime lays inherited fields out first: side by side, so that they share a cache line, or two.</summary>
internal abstract class RegistrationWords
{
    private protected CollisionRing? _ring; // made for the first token of part of the range
    private protected RunningInvalidation[]? _bornDuring;
    private protected long _state = RegistrationState.Changing;
    private protected ulong _sequence; // how many invalidations the callback has saved
    private protected ulong _start;
    private protected ulong _last;
    private protected int _hits;
}

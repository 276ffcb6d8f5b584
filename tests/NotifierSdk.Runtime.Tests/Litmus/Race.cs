using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>
/// One small race of two threads, each on a processor of its own, run again and again: they meet at a spin barrier, wait for a short random time, race, meet
/// again, and the first names what came of it.
/// </summary>
/// <remarks>
/// Takes <see cref="Seconds"/>; <c>NOTIFIERSDK_ROUNDS</c> asks for a number of rounds instead, however long they take. A control, which shows what can be seen at
/// all, ends as soon as it was. On a busy machine, where the two threads rarely run at the same time, either may take longer to see what it needs.
/// </remarks>
internal sealed class Race
{
    private const double Seconds = 1.5, LongestSeconds = 20;
    private const int DefaultRounds = 1_000_000;

    private static readonly string? s_rounds = Environment.GetEnvironmentVariable("NOTIFIERSDK_ROUNDS");

    private readonly PaddedWord _firstMeetings = new();
    private readonly PaddedWord _secondMeetings = new();
    private readonly SlowStores _firstStores = new();
    private readonly SlowStores _secondStores = new();
    private volatile bool _isOver;
    private ExceptionDispatchInfo? _failure;

    /// <summary>What the first thread does before both race.</summary>
    internal Action Prepare { get; init; } = static () => { };

    /// <summary>What both do before they race: reading what they will write brings its cache line to both processors, and a store then has to wait.</summary>
    internal Action Warm { get; init; } = static () => { };

    internal required Action First { get; init; }

    internal required Action Second { get; init; }

    /// <summary>For the quicker of the two, so that it may come at any step of the other.</summary>
    internal int FirstDelay { get; init; } = RandomDelay.Short;

    internal int SecondDelay { get; init; } = RandomDelay.Short;

    /// <summary>What came of the round, in words; asked on the first thread when both are done.</summary>
    internal required Func<string> Outcome { get; init; }

    /// <summary>Looks until it is seen, and returns how many looks that took.</summary>
    internal static int LooksUntil(Func<bool> isSeen)
    {
        for (var looks = 1; looks < 1 << 28; looks++)
        {
            if (isSeen())
                return looks;
        }

        throw new InvalidOperationException("What one thread of the race waits for never came.");
    }

    /// <summary>The forbidden outcome never comes, and those do between which it lies: a race that one side always wins would prove nothing.</summary>
    internal void Forbids(string forbidden, params string[] between)
    {
        var tally = Run(tally => !IsWorthARound(tally.Rounds, tally.Clock) && tally.HasSeen(1, between));
        Assert.True(tally[forbidden] == 0, tally.ToString());
        Assert.True(tally.HasSeen(1, between), $"'{string.Join("', '", between)}' were not all seen in {tally}");
    }

    /// <summary>The outcome comes: this is where the harness shows that it can see it.</summary>
    internal void Shows(string outcome)
    {
        var tally = Run(tally => tally.HasSeen(10, outcome));
        Assert.True(tally[outcome] > 0, $"'{outcome}' was never seen in {tally}");
    }

    private Tally Run(Predicate<Tally> isEnough)
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "A litmus test needs two processors: on one there is no order of memory to be seen.");
        var tally = new Tally();
        var threads = new[] { Thread(0, () => RunFirst(tally, isEnough)), Thread(1, RunSecond) };
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        _failure?.Throw();
        TestContext.Current.TestOutputHelper?.WriteLine(tally.ToString());
        return tally;
    }

    private Thread Thread(int processor, Action body) => new(() =>
    {
        try
        {
            Processors.Pin(processor);
            body();
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            _isOver = true;
        }
    })
    { IsBackground = true };

    private void RunFirst(Tally tally, Predicate<Tally> isEnough)
    {
        var (delay, meeting) = (new RandomDelay(FirstDelay), 0L);
        while (!isEnough(tally) && (tally.Clock.Elapsed.TotalSeconds < LongestSeconds || IsWorthARound(tally.Rounds, tally.Clock)))
        {
            Prepare();
            if (!Meet(_firstMeetings, _secondMeetings, ++meeting))
                return;
            Warm();
            if (!Meet(_firstMeetings, _secondMeetings, ++meeting))
                return;
            delay.Pass();
            _firstStores.Write();
            First();
            if (!Meet(_firstMeetings, _secondMeetings, ++meeting))
                return;
            tally.Count(Outcome());
        }

        _isOver = true;
    }

    private void RunSecond()
    {
        var (delay, meeting) = (new RandomDelay(SecondDelay), 0L);
        while (Meet(_secondMeetings, _firstMeetings, ++meeting))
        {
            Warm();
            if (!Meet(_secondMeetings, _firstMeetings, ++meeting))
                return;
            delay.Pass();
            _secondStores.Write();
            Second();
            if (!Meet(_secondMeetings, _firstMeetings, ++meeting))
                return;
        }
    }

    private static bool IsWorthARound(long rounds, Stopwatch clock) => int.TryParse(s_rounds, out var asked)
        ? rounds < asked
        : rounds < DefaultRounds && clock.Elapsed.TotalSeconds < Seconds;

    /// <summary>False: there is nobody to meet any more.</summary>
    private bool Meet(PaddedWord own, PaddedWord other, long meeting)
    {
        Volatile.Write(ref own.Value, meeting);
        for (var looks = 0; Volatile.Read(ref other.Value) < meeting; looks++)
        {
            if (_isOver)
                return false;
            if (looks > 10_000)
                System.Threading.Thread.Yield(); // the other has lost its processor for a while
        }

        return true;
    }
}

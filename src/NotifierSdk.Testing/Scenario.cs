using System.Runtime.CompilerServices;
using NotifierSdk.Testing.Oracle;
using NotifierSdk.Testing.Scheduling;
#pragma warning disable CA1822 // "scenario.Page(0)" reads as the rest of a scenario does

namespace NotifierSdk.Testing;

/// <summary>What is explored: an address space of a few pages, drivers that mirror it, and the threads that use them. Made anew for each schedule.</summary>
/// <remarks>
/// Set it up in the method that <c>Interleavings.Explore</c> calls. The threads start when that method has returned. What the protocol promises is checked at
/// every step; add your own checks with <see cref="AtEnd"/> and <see cref="Fail"/>.
/// </remarks>
public sealed class Scenario
{
    private const ulong PageSize = 4096;

    private readonly List<PageMemory> _memories = [];

    internal Scenario(Run run) => Run = run;

    internal Run Run { get; }

    /// <summary>Makes an address space over a small primary mapping: each page has a version, which every change raises.</summary>
    /// <param name="pages">How many pages, 1 to 64. Few are enough: races need one or two.</param>
    /// <param name="name">What reports call it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no pages, or more than 64.</exception>
    public AddressSpace AddressSpace(int pages, string name = "explored")
    {
        if (pages is < 1 or > 64)
            throw new ArgumentOutOfRangeException(nameof(pages), pages, "A scenario has 1 to 64 pages; every one of them is looked at in every step, and races need one or two.");
        var space = new AddressSpace(name);
        _memories.Add(new PageMemory(this, space, pages));
        Adopt(space);
        return space;
    }

    /// <summary>Takes a space that the scenario made itself: an error that it reports in a callback fails the scenario.</summary>
    public void Adopt(AddressSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        space.Error += (_, error) => Run.Note(Verdict.ProtocolViolation, error.Exception is null ? error.Message : $"{error.Message} {error.Exception}");
    }

    /// <summary>The primary mapping of a space of this scenario: what a collect step reads.</summary>
    /// <exception cref="ArgumentException">The space was not made by <see cref="AddressSpace"/> of this scenario.</exception>
    public PageMemory Memory(AddressSpace space) => _memories.Find(memory => ReferenceEquals(memory.Space, space))
        ?? throw new ArgumentException($"'{space?.Name}' was not made by this scenario, so it has no pages; make it with {nameof(Scenario)}.{nameof(AddressSpace)}.", nameof(space));

    /// <summary>The addresses of one page.</summary>
    public AddressRange Page(int page) => Pages(page, page);

    /// <summary>The addresses of several pages.</summary>
    public AddressRange Pages(int firstPage, int lastPage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstPage);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastPage, firstPage);
        return AddressRange.FromBounds((ulong)firstPage * PageSize, ((ulong)lastPage * PageSize) + (PageSize - 1));
    }

    /// <summary>The page that an address lies in.</summary>
    public int PageOf(ulong address) => checked((int)(address / PageSize));

    /// <summary>Inserts a driver for some pages, and watches that it keeps to the protocol.</summary>
    public void Insert(AddressSpace space, IntervalNotifier driver, int firstPage, int lastPage)
    {
        ArgumentNullException.ThrowIfNull(space);
        Run.Oracle.Watch(driver);
        space.Insert(driver, Pages(firstPage, lastPage));
    }

    /// <summary>Adds a thread. It may start at any moment of the schedule.</summary>
    /// <param name="name">The head of its column in the report.</param>
    /// <param name="body">What it does. An exception that leaves it fails the scenario.</param>
    public void Thread(string name, Action body)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(body);
        Run.Add(name, body);
    }

    /// <summary>Adds a thread that begins an asynchronous method, and ends when that has.</summary>
    /// <remarks>
    /// What waits in the runtime goes on in a thread of its own, which the explorer controls, too. It does not control timers, <c>Task.Run</c> and <c>Task.Yield</c>:
    /// the body awaits only what threads of the scenario complete.
    /// </remarks>
    /// <inheritdoc cref="Thread(string, Action)"/>
    public void Thread(string name, Func<Task> body) => Thread(name, () => Run.Await(body()));

    /// <inheritdoc cref="Thread(string, Func{Task})"/>
    [OverloadResolutionPriority(1)] // a body that only throws, or never ends, would fit both
    public void Thread(string name, Func<ValueTask> body) => Thread(name, () => Run.Await(body().AsTask()));

    /// <inheritdoc cref="Thread(string, Func{Task})"/>
    [OverloadResolutionPriority(1)]
    public void Thread<T>(string name, Func<ValueTask<T>> body) => Thread(name, () => Run.Await(body().AsTask()));

    /// <summary>A token that is cancelled at any moment of the schedule, or when all else has ended.</summary>
    public CancellationToken Cancellation()
    {
        var source = new CancellationTokenSource();
        Run.Add("cancel", () =>
        {
            Run.Everything("cancel");
            source.Cancel();
        });
        return source.Token;
    }

    /// <summary>One whole invalidation of one page: begin, a new version of the page, end.</summary>
    public void Change(AddressSpace space, int page) => Change(space, page, page);

    /// <summary>One whole invalidation: begin, a new version of each page, end.</summary>
    public void Change(AddressSpace space, int firstPage, int lastPage)
    {
        ArgumentNullException.ThrowIfNull(space);
        var memory = Memory(space);
        using (space.BeginInvalidate(Pages(firstPage, lastPage), InvalidationEvent.Unmap))
        {
            for (var page = firstPage; page <= lastPage; page++)
                memory.Renew(page);
        }
    }

    /// <summary>Says what the device sees now through a driver, so that a stale entry is found at the step that makes it stale.</summary>
    /// <remarks>It is called between steps. It may take the driver lock: where that is held, the look is put off until it is free.</remarks>
    /// <param name="driver">The driver.</param>
    /// <param name="versionAt">The version that the shadow holds of a page; 0 for none.</param>
    /// <param name="space">The space that it mirrors; need not be said if the scenario has only one.</param>
    /// <exception cref="InvalidOperationException">The scenario has no space, or several and none is named.</exception>
    public void Mirrors(IntervalNotifier driver, Func<int, int> versionAt, AddressSpace? space = null)
    {
        ArgumentNullException.ThrowIfNull(versionAt);
        var memory = space is not null ? Memory(space)
            : _memories.Count == 1 ? _memories[0]
            : throw new InvalidOperationException($"The scenario has {_memories.Count} address spaces; say which one {driver} mirrors.");
        var pages = Enumerable.Range(0, memory.Count).Select(Page).ToArray();
        Run.Oracle.Watch(driver);
        Run.Oracle.Add(new ShadowMirror<int>(
            driver, memory.Space, pages,
            page => versionAt(PageOf(page.Start)) is var version and not 0 ? version : null,
            page => memory.Current(PageOf(page.Start)),
            "v"));
    }

    /// <summary>The same over a mapping of the author's own: what the shadow says of a page must be what the mapping says.</summary>
    /// <param name="driver">The driver.</param>
    /// <param name="space">The space that announces the changes of the mapping.</param>
    /// <param name="pages">The pages that are looked at.</param>
    /// <param name="shadow">What the shadow holds of a page; null for nothing.</param>
    /// <param name="mapping">What the mapping says of a page; null for nothing. Must not wait.</param>
    public void Mirrors<T>(IntervalNotifier driver, AddressSpace space, IReadOnlyList<AddressRange> pages, Func<AddressRange, T?> shadow, Func<AddressRange, T?> mapping)
        where T : struct, IEquatable<T>
    {
        ArgumentNullException.ThrowIfNull(pages);
        Run.Oracle.Watch(driver);
        Run.Oracle.Add(new ShadowMirror<T>(driver, space, [.. pages], shadow, mapping, ""));
    }

    /// <summary>Says which pins a driver keeps at the end, in its shadow; all others must have been unpinned, once each.</summary>
    public void Keeps(Func<IEnumerable<PinnedPage>> pins) => Run.Oracle.Pins.Keeps(pins);

    /// <summary>Adds a check for when all threads have ended: it returns what is wrong, or null.</summary>
    public void AtEnd(Func<string?> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        Run.AtEnd(check);
    }

    /// <summary>Disposes something when the schedule is over and its checks have passed, such as memory that the scenario has mapped: there are thousands of schedules.</summary>
    /// <returns>The same.</returns>
    public T Own<T>(T resource)
        where T : IDisposable
    {
        ArgumentNullException.ThrowIfNull(resource);
        Run.Own(resource);
        return resource;
    }

    /// <summary>Fails the scenario at this step.</summary>
    /// <param name="message">What is wrong.</param>
    public void Fail(string message) => Run.Fail(Verdict.Failed, message);
}

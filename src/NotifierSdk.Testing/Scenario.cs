using System.Runtime.CompilerServices;
using NotifierSdk.Testing.Oracle;
using NotifierSdk.Testing.Scheduling;
#pragma warning disable CA1822 // "scenario.Page(0)" reads as the rest of a scenario does

namespace NotifierSdk.Testing;

/// <summary>Represents one run of what is explored: an address space of a few pages, the drivers that mirror it, and the threads that use them. The explorer makes a new one for each schedule.</summary>
/// <remarks>
/// Set up the scenario in the method that <c>Interleavings.Explore</c> calls. The threads start when that method has returned. The explorer checks the promises of the protocol at every step.
/// To add checks of your own, call <see cref="AtEnd"/> and <see cref="Fail"/>.
/// </remarks>
public sealed class Scenario
{
    private const ulong PageSize = 4096;

    private readonly List<PageMemory> _memories = [];

    internal Scenario(Run run) => Run = run;

    internal Run Run { get; }

    /// <summary>Creates an address space over a small primary mapping. Each page has a version, which every change raises.</summary>
    /// <param name="pages">The number of pages, 1 to 64. A race needs one page or two.</param>
    /// <param name="name">The name of the space in reports.</param>
    /// <returns>The address space.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pages"/> is less than 1 or greater than 64.</exception>
    public AddressSpace AddressSpace(int pages, string name = "explored")
    {
        if (pages is < 1 or > 64)
            throw new ArgumentOutOfRangeException(nameof(pages), pages, "A scenario has 1 to 64 pages; every one of them is looked at in every step, and races need one or two.");
        var space = new AddressSpace(name);
        _memories.Add(new PageMemory(this, space, pages));
        Adopt(space);
        return space;
    }

    /// <summary>Watches an address space that your own code has created. If the space raises its <c>Error</c> event, the scenario fails.</summary>
    /// <param name="space">The address space.</param>
    public void Adopt(AddressSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        space.Error += (_, error) => Run.Note(Verdict.ProtocolViolation, error.Exception is null ? error.Message : $"{error.Message} {error.Exception}");
    }

    /// <summary>Gets the primary mapping of an address space of this scenario. The collect step of the driver under test reads it.</summary>
    /// <param name="space">The address space.</param>
    /// <returns>The primary mapping.</returns>
    /// <exception cref="ArgumentException">The method <see cref="AddressSpace"/> of this scenario did not create the space.</exception>
    public PageMemory Memory(AddressSpace space) => _memories.Find(memory => ReferenceEquals(memory.Space, space))
        ?? throw new ArgumentException($"'{space?.Name}' was not made by this scenario, so it has no pages; make it with {nameof(Scenario)}.{nameof(AddressSpace)}.", nameof(space));

    /// <summary>Gets the addresses of one page.</summary>
    /// <param name="page">The number of the page. The first page is 0.</param>
    /// <returns>The range of 4,096 bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public AddressRange Page(int page) => Pages(page, page);

    /// <summary>Gets the addresses of several pages.</summary>
    /// <param name="firstPage">The number of the first page.</param>
    /// <param name="lastPage">The number of the last page, which is included.</param>
    /// <returns>The range of all these pages.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The first number is negative, or the last one is less than the first one.</exception>
    public AddressRange Pages(int firstPage, int lastPage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstPage);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastPage, firstPage);
        return AddressRange.FromBounds((ulong)firstPage * PageSize, ((ulong)lastPage * PageSize) + (PageSize - 1));
    }

    /// <summary>Gets the number of the page that contains an address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The number of the page.</returns>
    public int PageOf(ulong address) => checked((int)(address / PageSize));

    /// <summary>Inserts a driver for some pages, and checks from then on that the driver follows the protocol.</summary>
    /// <param name="space">The address space.</param>
    /// <param name="driver">The driver.</param>
    /// <param name="firstPage">The number of the first page.</param>
    /// <param name="lastPage">The number of the last page, which is included.</param>
    public void Insert(AddressSpace space, IntervalNotifier driver, int firstPage, int lastPage)
    {
        ArgumentNullException.ThrowIfNull(space);
        Run.Oracle.Watch(driver);
        space.Insert(driver, Pages(firstPage, lastPage));
    }

    /// <summary>Adds a thread. It can start at any step of the schedule.</summary>
    /// <param name="name">The heading of its column in the report.</param>
    /// <param name="body">The code that the thread runs. If it throws an exception, the scenario fails.</param>
    public void Thread(string name, Action body)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(body);
        Run.Add(name, body);
    }

    /// <summary>Adds a thread that starts an asynchronous method, and ends when the method has completed.</summary>
    /// <remarks>
    /// A wait in the runtime continues on a thread of its own, which the explorer also controls. The explorer does not control timers, <c>Task.Run</c>, and <c>Task.Yield</c>. Await only tasks that
    /// threads of the scenario complete.
    /// </remarks>
    /// <inheritdoc cref="Thread(string, Action)"/>
    public void Thread(string name, Func<Task> body) => Thread(name, () => Run.Await(body()));

    /// <inheritdoc cref="Thread(string, Func{Task})"/>
    [OverloadResolutionPriority(1)] // a body that only throws, or never ends, would fit both
    public void Thread(string name, Func<ValueTask> body) => Thread(name, () => Run.Await(body().AsTask()));

    /// <inheritdoc cref="Thread(string, Func{Task})"/>
    [OverloadResolutionPriority(1)]
    public void Thread<T>(string name, Func<ValueTask<T>> body) => Thread(name, () => Run.Await(body().AsTask()));

    /// <summary>Creates a token that is canceled at some step of the schedule, or after all other threads have ended. The explorer tries every such step.</summary>
    /// <returns>The token.</returns>
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

    /// <summary>Changes a page: begins an invalidation, gives the page a new version, and ends the invalidation.</summary>
    /// <param name="space">The address space.</param>
    /// <param name="page">The number of the page.</param>
    public void Change(AddressSpace space, int page) => Change(space, page, page);

    /// <summary>Changes several pages: begins one invalidation, gives each page a new version, and ends the invalidation.</summary>
    /// <param name="space">The address space.</param>
    /// <param name="firstPage">The number of the first page.</param>
    /// <param name="lastPage">The number of the last page, which is included.</param>
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

    /// <summary>Lets the explorer compare the shadow of a driver with the primary mapping after each step. It then finds a stale entry at the step that made it stale.</summary>
    /// <remarks>
    /// The explorer calls <paramref name="versionAt"/> between steps. The method may take a driver lock of the type <see cref="DriverLock"/>. While a thread holds that lock, the explorer does not look.
    /// The method must not take a lock of another type.
    /// </remarks>
    /// <param name="driver">The driver.</param>
    /// <param name="versionAt">Returns the version of a page that the shadow holds, or 0 if it holds none.</param>
    /// <param name="space">The address space that the driver mirrors. Null stands for the only space of the scenario.</param>
    /// <exception cref="InvalidOperationException"><paramref name="space"/> is null, and the scenario has no space or several.</exception>
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

    /// <summary>Lets the explorer compare the shadow of a driver with a mapping of your own after each step.</summary>
    /// <typeparam name="T">The type of what the shadow holds for a page.</typeparam>
    /// <param name="driver">The driver.</param>
    /// <param name="space">The address space in which the changes of the mapping are announced.</param>
    /// <param name="pages">The pages to compare.</param>
    /// <param name="shadow">Returns what the shadow holds for a page, or null if it holds nothing.</param>
    /// <param name="mapping">Returns what the mapping holds for a page, or null if it holds nothing. The method must not wait.</param>
    public void Mirrors<T>(IntervalNotifier driver, AddressSpace space, IReadOnlyList<AddressRange> pages, Func<AddressRange, T?> shadow, Func<AddressRange, T?> mapping)
        where T : struct, IEquatable<T>
    {
        ArgumentNullException.ThrowIfNull(pages);
        Run.Oracle.Watch(driver);
        Run.Oracle.Add(new ShadowMirror<T>(driver, space, [.. pages], shadow, mapping, ""));
    }

    /// <summary>Names the pinned pages that the shadow of a driver holds at the end. Each other page must have been unpinned once.</summary>
    /// <param name="pins">Returns the pinned pages. The explorer calls the method when all threads have ended.</param>
    public void Keeps(Func<IEnumerable<PinnedPage>> pins) => Run.Oracle.Pins.Keeps(pins);

    /// <summary>Adds a check that runs when all threads have ended.</summary>
    /// <param name="check">Returns a description of the failure, or null if there is none.</param>
    public void AtEnd(Func<string?> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        Run.AtEnd(check);
    }

    /// <summary>Disposes an object when the schedule is over and its checks have passed. Because there are thousands of schedules, use the method for all resources, such as mapped memory.</summary>
    /// <typeparam name="T">The type of the object.</typeparam>
    /// <param name="resource">The object.</param>
    /// <returns>The same object.</returns>
    public T Own<T>(T resource)
        where T : IDisposable
    {
        ArgumentNullException.ThrowIfNull(resource);
        Run.Own(resource);
        return resource;
    }

    /// <summary>Fails the scenario at the current step.</summary>
    /// <param name="message">The description of the failure.</param>
    public void Fail(string message) => Run.Fail(Verdict.Failed, message);
}

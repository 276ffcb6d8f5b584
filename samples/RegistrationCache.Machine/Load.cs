using System.Diagnostics;
using NotifierSdk;
using NotifierSdk.Linux;

namespace RegistrationCacheSample.Machine;

/// <summary>How much of everything.</summary>
/// <param name="Senders">Threads that send from registered memory.</param>
/// <param name="Owners">Threads that change the mapping, each its own share of the pages.</param>
/// <param name="Pages">Of the application.</param>
/// <param name="Seed">What the random choices are derived from.</param>
public sealed record LoadOptions(int Senders, int Owners, int Pages, int Seed);

/// <summary>
/// Senders ask the cache for a registration and let the device read through it, while owners give pages other frames. A page that is sent must carry its own mark,
/// and no older version than it had before the registration was asked for.
/// </summary>
public sealed class Load : IDisposable
{
    private const int MostPages = 4;

    private readonly LoadOptions _options;
    private readonly AddressSpace _space = new("application");
    private readonly PhysicalMemory _physicalMemory;
    private readonly MappedMemory _memory;
    private readonly Adapter _adapter;
    private readonly ICache _cache;
    private readonly long[] _versions; // what the owner has certainly done
    private readonly int[] _frames; // of each page; its owner's
    private readonly List<Thread> _threads = [];
    private volatile bool _isOver;
    private long _sends, _refused, _stale, _changes;
    private string? _firstStale;

    /// <summary>Makes the memory and its cache.</summary>
    public Load(LoadOptions options, Func<AddressSpace, Adapter, ICache> makeCache)
    {
        _options = options;
        // Room for what is pinned and given back: each sender has one lease at a time, and the cache keeps the rest.
        _physicalMemory = new PhysicalMemory(options.Pages * 4 + options.Senders * 64 + 256);
        _memory = MappedMemory.Map(_space, _physicalMemory.File, 0, (ulong)(options.Pages * PhysicalMemory.PageSize));
        (_versions, _frames) = (new long[options.Pages], new int[options.Pages]);
        for (var page = 0; page < options.Pages; page++)
            _frames[page] = _physicalMemory.Take(new Stamp(page, 0)); // the first frames are the first of the file
        _adapter = new Adapter(_physicalMemory, _memory);
        _cache = makeCache(_space, _adapter);
    }

    /// <summary>Pages that were sent as they no longer were, or as another page.</summary>
    public long Stale => Volatile.Read(ref _stale);

    /// <summary>Transfers.</summary>
    public long Sends => Volatile.Read(ref _sends);

    /// <summary>Changes of the mapping.</summary>
    public long Changes => Volatile.Read(ref _changes);

    /// <summary>How often something was registered with the device.</summary>
    public long Registered => _adapter.Registered;

    /// <summary>After <see cref="Stop"/>: pins that nobody has undone.</summary>
    public int LeftPinned => _physicalMemory.Pinned + _adapter.Registrations;

    /// <summary>What was wrong first.</summary>
    public string? FirstStale => Volatile.Read(ref _firstStale);

    /// <summary>Transfers that could not be made: what they wanted to send was being changed too often.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>What the cache counted.</summary>
    public IReadOnlyList<(string What, long Count)> Cache => _cache.Counts;

    /// <summary>Starts all threads.</summary>
    public void Start()
    {
        for (var number = 0; number < _options.Senders; number++)
            Run($"sender {number}", new Random(_options.Seed * 1000 + number), Send);
        for (var number = 0; number < _options.Owners; number++)
        {
            var own = number;
            Run($"owner {number}", new Random(_options.Seed * 1000 + 500 + number), random => Change(random, own));
        }
    }

    /// <summary>Ends all threads, and closes the cache.</summary>
    public void Stop()
    {
        _isOver = true;
        _threads.ForEach(thread => thread.Join());
        _cache.Close();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _space.Dispose();
        _memory.Dispose();
        _physicalMemory.Dispose();
    }

    private void Run(string name, Random random, Action<Random> step)
    {
        var thread = new Thread(() =>
        {
            while (!_isOver)
                step(random);
        })
        { Name = name, IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }

    private void Send(Random random)
    {
        var first = random.Next(_options.Pages);
        var count = random.Next(1, Math.Min(MostPages, _options.Pages - first) + 1);
        var before = _versions.AsSpan(first, count).ToArray();
        var range = AddressRange.FromLength(AddressOf(first) + (ulong)random.Next(100), (ulong)(count * PhysicalMemory.PageSize - 100));
        var isSent = _cache.TryUse(range, (key, registered) =>
        {
            var offset = (int)((AddressOf(first) - registered.Start) / (ulong)PhysicalMemory.PageSize);
            for (var page = 0; page < count; page++)
                Check(first + page, before[page], _adapter.Read(key, offset + page));
        });
        Interlocked.Increment(ref isSent ? ref _sends : ref _refused);
    }

    private void Check(int page, long before, Stamp sent)
    {
        if (sent.Page == page && sent.Version >= before)
            return;
        Interlocked.Increment(ref _stale);
        var what = sent.Page == page
            ? $"page {page} was sent as version {sent.Version}, after version {before} was there"
            : $"page {page} was sent, and what went out is page {sent.Page}";
        Interlocked.CompareExchange(ref _firstStale, what, null);
    }

    // A new frame with the next version; the former one goes to somebody else as soon as no device has it pinned.
    private void Change(Random random, int owner)
    {
        var page = random.Next(_options.Pages / _options.Owners) * _options.Owners + owner;
        var version = _versions[page] + 1;
        var frame = _physicalMemory.Take(new Stamp(page, version));
        _memory.Replace(AddressRange.FromLength(AddressOf(page), (ulong)PhysicalMemory.PageSize), _physicalMemory.File, (ulong)(frame * PhysicalMemory.PageSize));
        Volatile.Write(ref _versions[page], version);
        _physicalMemory.Release(_frames[page]);
        _frames[page] = frame;
        Interlocked.Increment(ref _changes);
    }

    private ulong AddressOf(int page) => _memory.Range.Start + (ulong)(page * PhysicalMemory.PageSize);
}

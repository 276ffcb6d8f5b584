namespace RdmaOdp.Machine;

/// <summary>How large the machine is, and how much goes on in it.</summary>
/// <param name="Regions">The number of memory regions.</param>
/// <param name="Nics">The number of threads that perform remote reads and writes.</param>
/// <param name="Apps">The number of threads that change the memory.</param>
/// <param name="Seed">What the random choices of every thread are derived from.</param>
public sealed record Load(int Regions, int Nics, int Apps, int Seed);

/// <summary>Physical memory, contexts with their regions, and the threads that work on them.</summary>
public sealed class Simulation : IDisposable
{
    private const int MaxContexts = 2;

    private readonly Load _load;
    private readonly Context[] _contexts;
    private readonly List<Worker> _workers = [];
    private readonly CancellationTokenSource _stop = new();
    private int _lastContext;

    /// <summary>Creates the memory and the contexts, with a driver's regions; nothing runs yet.</summary>
    public Simulation(Load load, MakeRegion makeRegion)
    {
        (_load, MakeRegion) = (load, makeRegion);
        PhysicalMemory = new PhysicalMemory(load.Regions * PagesPerRegion + load.Apps);
        Slots = [.. Enumerable.Range(0, load.Regions).Select(index => new RegionSlot(index))];
        _contexts = new Context[Math.Min(MaxContexts, load.Regions)];
        for (var index = 0; index < _contexts.Length; index++)
            _contexts[index] = CreateContext(index);
    }

    /// <summary>The frames, and who checks them.</summary>
    public PhysicalMemory PhysicalMemory { get; }

    /// <summary>What the applications did.</summary>
    public ApplicationCounters Applications { get; } = new();

    /// <summary>The regions.</summary>
    public IReadOnlyList<RegionSlot> Slots { get; }

    internal static int PagesPerRegion => 64;

    internal MakeRegion MakeRegion { get; }

    internal int Contexts => _contexts.Length;

    /// <summary>Is cancelled when a thread failed; <see cref="Stop"/> throws then.</summary>
    public CancellationToken Failed => _stop.Token;

    /// <summary>Starts the threads.</summary>
    public void Start()
    {
        for (var index = 0; index < _load.Nics; index++)
            Add($"nic {index}", new Nic(this, Random(index)).Step);
        for (var index = 0; index < _load.Apps; index++)
            Add($"app {index}", new Application(this, Random(1000 + index)).Step);
        Add("control", new ControlPath(this, Random(2000), _stop.Token).Step);
        foreach (var worker in _workers)
            worker.Start();
    }

    /// <summary>Stops the threads, tears the contexts down, and looks at every frame once more.</summary>
    /// <exception cref="AggregateException">A thread failed.</exception>
    public void Stop()
    {
        _stop.Cancel();
        var failures = _workers.Select(worker => worker.Join()).OfType<Exception>().ToArray();
        if (failures.Length > 0)
            throw new AggregateException("The load did not run to its end.", failures);
        foreach (var context in _contexts)
            context.Dispose();
        PhysicalMemory.CheckFreeFrames();
        if (PhysicalMemory.FreeFrames != PhysicalMemory.Frames)
            throw new InvalidOperationException($"{PhysicalMemory.Frames - PhysicalMemory.FreeFrames} of {PhysicalMemory.Frames} frames were never given back.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        PhysicalMemory.Dispose();
        _stop.Dispose();
    }

    /// <summary>A context dies; after a while what is left of it is cleared away, and another takes its place.</summary>
    internal void ReplaceContext(int index, int milliseconds)
    {
        _contexts[index].Release();
        _stop.Token.WaitHandle.WaitOne(milliseconds); // faults meet a space that is gone, and a region that is still there
        _contexts[index].Dispose();
        _contexts[index] = CreateContext(index);
    }

    private Context CreateContext(int index) =>
        new(++_lastContext, [.. Slots.Where(slot => slot.Index % _contexts.Length == index)], this);

    private void Add(string name, Action step) => _workers.Add(new Worker(name, step, _stop));

    private Random Random(int thread) => new(HashCode.Combine(_load.Seed, thread));
}

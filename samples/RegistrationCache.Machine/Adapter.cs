using System.Collections.Concurrent;
using System.Diagnostics;
using NotifierSdk;
using NotifierSdk.Linux;

namespace RegistrationCacheSample.Machine;

/// <summary>The device: it reaches registered memory by key and frame number, and pins what is registered.</summary>
public sealed class Adapter(PhysicalMemory physicalMemory, MappedMemory memory)
{
    private static readonly TimeSpan s_commandTime = TimeSpan.FromMicroseconds(20); // as fast as real ones are

    private readonly ConcurrentDictionary<long, int[]> _registered = new();
    private long _lastKey;

    /// <summary>How many registrations the device has.</summary>
    public int Registrations => _registered.Count;

    /// <summary>How often something was registered.</summary>
    public long Registered => Volatile.Read(ref _lastKey);

    /// <summary>Walks the mapping, pins each frame, and enters them under a new key; false, and nothing is pinned, if a page is not mapped.</summary>
    public bool TryRegister(AddressRange range, out long key)
    {
        key = 0;
        var frames = new List<int>();
        for (var address = range.Start; address < range.Last; address += (ulong)PhysicalMemory.PageSize)
        {
            if (!memory.TryTranslate(address, out _, out var offset))
            {
                frames.ForEach(physicalMemory.Unpin);
                return false;
            }

            var frame = (int)(offset / (ulong)PhysicalMemory.PageSize);
            physicalMemory.Pin(frame);
            frames.Add(frame);
        }

        AwaitCommand();
        key = Interlocked.Increment(ref _lastKey);
        _registered[key] = [.. frames];
        return true;
    }

    /// <summary>Forgets a key, and unpins its frames.</summary>
    public void Deregister(long key)
    {
        if (!_registered.TryRemove(key, out var frames))
            throw new InvalidOperationException($"Key {key} is not registered; a registration is deregistered once.");
        AwaitCommand();
        Array.ForEach(frames, physicalMemory.Unpin);
    }

    /// <summary>Reads one page of a registration.</summary>
    public Stamp Read(long key, int page) => _registered.TryGetValue(key, out var frames)
        ? physicalMemory.Read(frames[page])
        : throw new InvalidOperationException($"Key {key} is used, and not registered.");

    private static void AwaitCommand()
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_commandTime)
            Thread.SpinWait(20);
    }
}

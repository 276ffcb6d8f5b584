using NotifierSdk;
using NotifierSdk.Linux;

namespace RdmaOdp.Machine;

/// <summary>
/// The memory behind one region, as its application uses it: pages of it are mapped to frames, unmapped, replaced, moved, at any moment, and
/// each frame goes back as soon as the memory has let go of it.
/// </summary>
internal sealed class ApplicationBuffer
{
    private const int Nothing = -1, GivenUp = -2;

    private readonly Lock _lock = new(); // the application's own: one of its threads at a time changes the buffer
    private readonly AddressSpace _space;
    private readonly PhysicalMemory _physicalMemory;
    private readonly ApplicationCounters _counters;
    private readonly int _context, _buffer;
    private readonly int[] _frames;
    private bool _isReleased;

    internal ApplicationBuffer(AddressSpace space, PhysicalMemory physicalMemory, ApplicationCounters counters, int context, int buffer, int pages)
    {
        (_space, _physicalMemory, _counters, _context, _buffer) = (space, physicalMemory, counters, context, buffer);
        Memory = MappedMemory.Map(space, (ulong)pages * PhysicalMemory.PageSize, MemoryProtection.None);
        _frames = new int[pages];
        Array.Fill(_frames, Nothing);
        for (var page = 0; page < pages; page++)
            Map(page);
    }

    internal MappedMemory Memory { get; }

    internal int Pages => _frames.Length;

    /// <summary>A random page; the lower ones are the hot ones, for applications and device alike.</summary>
    internal int PickPage(Random random) => Math.Min(random.Next(Pages), Math.Min(random.Next(Pages), random.Next(Pages)));

    internal PageOwner OwnerOf(int page) => new(_context, _buffer, page);

    internal AddressRange Range(int first, int count) => AddressRange.FromLength(AddressOf(first), (ulong)count * PhysicalMemory.PageSize);

    private ulong AddressOf(int page) => Memory.Range.Start + (ulong)page * PhysicalMemory.PageSize;

    /// <summary>Makes one random change, and checks what it finds.</summary>
    internal void Change(Random random) => UnlessReleased(() => Change(PickPage(random), random));

    /// <summary>Gives a few pages in the middle up, for good: the region first, then the memory.</summary>
    internal void PunchHole(IMemoryRegion region, Random random) => UnlessReleased(() =>
    {
        var first = PickPage(random);
        PunchHole(region, first, Math.Min(random.Next(1, 4), Pages - first));
    });

    private void UnlessReleased(Action change)
    {
        lock (_lock)
        {
            if (_isReleased)
                return;
            try
            {
                change();
            }
            catch (ObjectDisposedException) when (_space.IsReleased)
            {
                // The context is being torn down: its memory is not changed any more, and Release is about to free it.
            }
        }
    }

    /// <summary>The context is gone: unmaps everything, and gives the frames back.</summary>
    internal void Release()
    {
        lock (_lock)
        {
            _isReleased = true;
            Memory.Dispose();
            for (var page = 0; page < Pages; page++)
                GiveBack(page);
        }
    }

    private void Change(int page, Random random)
    {
        if (_frames[page] == GivenUp)
            return;
        if (_frames[page] == Nothing)
        {
            for (var hole = page; hole < Pages && _frames[hole] == Nothing; hole++)
                Map(hole);
            return;
        }

        _physicalMemory.CheckMark(Memory, AddressOf(page), _frames[page], OwnerOf(page));
        switch (random.Next(100))
        {
            case < 45:
                Map(page);
                break;
            case < 60:
                Unmap(page, random.Next(1, 5));
                break;
            case < 75:
                Move(page, PickPage(random));
                break;
            default:
                Discard(page, random.Next(1, 33));
                break;
        }
    }

    /// <summary>Maps a fresh frame: in place of the present one, over a reservation, or into a hole.</summary>
    private void Map(int page)
    {
        var frame = _physicalMemory.Allocate(OwnerOf(page));
        var offset = (ulong)frame * PhysicalMemory.PageSize;
        try
        {
            if (Memory.IsMapped(Range(page, 1)))
                Memory.Replace(Range(page, 1), _physicalMemory.File, offset);
            else
                Memory.Fill(Range(page, 1), _physicalMemory.File, offset);
        }
        catch (Exception exception)
        {
            _physicalMemory.Free(frame, OwnerOf(page));
            if (exception is SystemCallException { ErrorName: "EEXIST" })
                return; // the process has mapped something of its own into the hole; perhaps it is free again next time
            throw;
        }

        GiveBack(page);
        _frames[page] = frame;
        _counters.CountMap();
    }

    private void Unmap(int first, int most)
    {
        var count = CountMapped(first, most);
        Memory.Unmap(Range(first, count));
        for (var page = first; page < first + count; page++)
            GiveBack(page);
        _counters.CountUnmap();
    }

    /// <summary>No notifier is left that would be told of the unmap: the region does not follow the hole any more, so it was emptied before.</summary>
    private void PunchHole(IMemoryRegion region, int first, int count)
    {
        if (!region.TryPunchHole(Range(first, count)))
            return;
        for (var page = first; page < first + count; page++)
        {
            if (IsMapped(page))
                Unmap(page, 1);
            _frames[page] = GivenUp;
        }

        _counters.CountHole();
    }

    /// <summary>The frames stay, and the device has to look again all the same.</summary>
    private void Discard(int first, int most)
    {
        Memory.Discard(Range(first, CountMapped(first, most)));
        _counters.CountDiscard();
    }

    private void Move(int from, int to)
    {
        if (from == to || !IsMapped(to))
            return;

        // The frame gets another owner: nobody may reach it from before it moves until it carries the new mark.
        using (_space.BeginInvalidate(Range(from, 1), InvalidationEvent.Unmap))
        using (_space.BeginInvalidate(Range(to, 1), InvalidationEvent.Unmap))
        {
            Memory.Move(Range(from, 1), AddressOf(to));
            _physicalMemory.HandOver(_frames[from], OwnerOf(from), OwnerOf(to));
        }

        GiveBack(to);
        (_frames[to], _frames[from]) = (_frames[from], Nothing);
        _counters.CountMove();
    }

    private bool IsMapped(int page) => _frames[page] >= 0;

    private int CountMapped(int first, int most)
    {
        var end = first;
        while (end < Pages && end < first + most && IsMapped(end))
            end++;
        return end - first;
    }

    private void GiveBack(int page)
    {
        if (!IsMapped(page))
            return;
        _physicalMemory.Free(_frames[page], OwnerOf(page));
        _frames[page] = Nothing;
    }
}

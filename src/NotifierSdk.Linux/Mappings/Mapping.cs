using NotifierSdk.Linux.Interop;

namespace NotifierSdk.Linux.Mappings;

/// <summary>
/// The pages of one mapping: the calls that change them, and the record of what the kernel did. It announces nothing; callers do, and one at a time.
/// </summary>
/// <remarks>
/// Pages that are given up belong to nobody: the kernel may map anything there at any moment. So the record decides what may be touched, and
/// after a call that may have failed half way the kernel is asked what is left. No finalizer unmaps anything: a span or a pointer may outlive this object.
/// </remarks>
internal sealed class Mapping
{
    private const int PagesPerQuestion = 4096;

    private volatile SegmentList _segments;

    private Mapping(Segment whole)
    {
        Range = whole.Range;
        _segments = SegmentList.Empty.With(whole);
    }

    /// <summary>What was mapped at first.</summary>
    internal AddressRange Range { get; }

    /// <summary>Called when pages were mapped anew, before the record has them.</summary>
    internal Action<AddressRange>? Mapped { get; set; }

    /// <summary>What is left of the mapping. Immutable, so it can be read at any time.</summary>
    internal SegmentList Segments => _segments;

    /// <summary>Maps anonymous memory, or a part of a file, wherever the kernel has room.</summary>
    internal static Mapping Create(ulong length, Backing backing, MemoryProtection protection)
    {
        var start = MapAt(0, length, backing, protection, flags: 0);
        if (start == LibC.MapFailed)
            throw SystemCallException.Last("mmap", $"0x{length:x} bytes");
        return new Mapping(new Segment(AddressRange.FromLength((ulong)start, length), backing, protection));
    }

    internal void Unmap(AddressRange range)
    {
        if (LibC.Unmap((nuint)range.Start, (nuint)range.Length) != 0)
            throw Failure("munmap", range);
        Update(list => list.Without(range));
    }

    internal void Protect(AddressRange range, MemoryProtection protection)
    {
        if (LibC.Protect((nuint)range.Start, (nuint)range.Length, protection) != 0)
        {
            // The kernel goes from mapping to mapping and stops where it fails: each page has its old protection or the new one, and is still mapped.
            var failure = SystemCallException.Last("mprotect", range);
            Update(list => list.Protect(range, former => former & protection));
            throw failure;
        }

        Update(list => list.Protect(range, _ => protection));
    }

    /// <summary>Advice takes no page off the mapping, also if it fails half way.</summary>
    internal static void Advise(AddressRange range, int advice)
    {
        if (LibC.Advise((nuint)range.Start, (nuint)range.Length, advice) != 0)
            throw SystemCallException.Last("madvise", range);
    }

    /// <summary>Maps something else over pages that are the mapping's own.</summary>
    internal void Replace(AddressRange range, Backing backing, MemoryProtection protection)
    {
        if (MapAt(range.Start, range.Length, backing, protection, LibC.MapFixed) == LibC.MapFailed)
            throw Failure("mmap", range);
        Enter(new Segment(range, backing, protection));
    }

    /// <summary>Maps something where nothing is mapped, and fails with EEXIST where somebody else came first.</summary>
    internal void Fill(AddressRange range, Backing backing, MemoryProtection protection)
    {
        if (MapAt(range.Start, range.Length, backing, protection, LibC.MapFixedNoReplace) == LibC.MapFailed)
            throw SystemCallException.Last("mmap", range);
        Enter(new Segment(range, backing, protection));
    }

    /// <summary>Maps something over pages that are the mapping's own and over the holes between them. If somebody else came first to a hole, nothing is changed.</summary>
    internal void FillOrReplace(AddressRange range, Backing backing, MemoryProtection protection)
    {
        var holes = _segments.HolesIn(range);
        var filled = 0;
        try
        {
            for (; filled < holes.Count; filled++)
                Fill(holes[filled], Backing.Anonymous, MemoryProtection.None);
            Replace(range, backing, protection);
        }
        catch
        {
            foreach (var hole in holes.Take(filled).Where(_segments.Covers))
                Unmap(hole);
            throw;
        }
    }

    /// <summary>Moves one segment, or a part of it, over pages of the target, which may be this mapping.</summary>
    internal void Move(Segment source, Mapping target, AddressRange destination)
    {
        var (from, length) = ((nuint)source.Range.Start, (nuint)source.Range.Length);
        if (LibC.Remap(from, length, length, LibC.RemapMayMove | LibC.RemapFixed, (nuint)destination.Start) == LibC.MapFailed)
        {
            var failure = SystemCallException.Last("mremap", $"{source.Range} to {destination}");
            AskKernel(source.Range);
            target.AskKernel(destination); // the kernel unmaps the destination first, and may fail after that
            throw failure;
        }

        Update(list => list.Without(source.Range));
        target.Enter(source with { Range = destination });
    }

    /// <summary>Strikes the pages of a range off the record that are not registered with userfaultfd any more, where all were: others unmapped them, or mapped over them.</summary>
    /// <remarks>
    /// Takes no lock, so a change may be made meanwhile. It registers what it has mapped before it enters it, and the record must be the same after the look as
    /// before it: so pages that it has mapped are either seen to be registered, or entered after they were struck. Whether the pages are registered at all
    /// is asked after the look.
    /// </remarks>
    internal void StrikeVanished(AddressRange range, PageMap pageMap, Func<bool> areRegistered)
    {
        while (true)
        {
            var record = _segments;
            if (record.IsClearOf(range))
                return;
            var left = record;
            foreach (var part in pageMap.FindUnregistered(range))
                left = left.Without(part);
            if (!areRegistered() || Interlocked.CompareExchange(ref _segments, left, record) == record)
                return;
        }
    }

    private void Enter(Segment segment)
    {
        Mapped?.Invoke(segment.Range);
        Update(list => list.With(segment));
    }

    /// <summary>Only one change is made at a time, but <see cref="StrikeVanished"/> may come between.</summary>
    private void Update(Func<SegmentList, SegmentList> change)
    {
        SegmentList record;
        do
        {
            record = _segments;
        }
        while (Interlocked.CompareExchange(ref _segments, change(record), record) != record);
    }

    private static nint MapAt(ulong address, ulong length, Backing backing, MemoryProtection protection, int flags) =>
        backing.File is { } file
            ? LibC.Map((nuint)address, (nuint)length, protection, flags | (backing.Sharing == MemorySharing.Private ? LibC.MapPrivate : LibC.MapShared), file.Handle, (long)backing.Offset)
            : LibC.Map((nuint)address, (nuint)length, protection, flags | LibC.MapPrivate | LibC.MapAnonymous, file: -1, offset: 0);

    private SystemCallException Failure(string call, AddressRange range)
    {
        var failure = SystemCallException.Last(call, range);
        AskKernel(range);
        return failure;
    }

    /// <summary>Strikes the pages that are gone off the record: many pages are asked about at once, and only where some are gone fewer.</summary>
    // A page that vanished and was mapped anew by another thread since the failed call cannot be told from ours; that takes both within microseconds.
    private void AskKernel(AddressRange range)
    {
        Span<byte> residency = stackalloc byte[PagesPerQuestion];
        var pages = range.Length / PageSize.Bytes;
        for (ulong page = 0; page < pages; page += PagesPerQuestion)
            AskKernel(range.Start + page * PageSize.Bytes, (int)Math.Min(PagesPerQuestion, pages - page), residency);
    }

    private void AskKernel(ulong address, int pages, Span<byte> residency)
    {
        var range = AddressRange.FromLength(address, (ulong)pages * PageSize.Bytes);
        if (LibC.InCore((nuint)range.Start, (nuint)range.Length, out residency[0]) == 0)
            return;
        if (pages == 1)
        {
            Update(list => list.Without(range));
            return;
        }

        var half = pages / 2;
        AskKernel(address, half, residency);
        AskKernel(address + (ulong)half * PageSize.Bytes, pages - half, residency);
    }
}

using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using NotifierSdk.Linux.Interop;

namespace NotifierSdk.Linux.Mappings;

/// <summary>
/// The pages of one mapping: the calls that change them, and the record of what the kernel did. It announces nothing; callers do, and one at a time.
/// </summary>
/// <remarks>
/// Pages that are given up belong to nobody: the kernel may map anything there at any moment. So the record decides what may be touched, and
/// after a call that failed the kernel is asked what is left.
/// </remarks>
internal sealed class SafeMappingHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    // As long as a space can be reached, so can a notifier that mirrors its mappings: they must not be unmapped unannounced, by a finalizer.
    private static readonly ConditionalWeakTable<AddressSpace, HashSet<SafeMappingHandle>> s_mappingsOf = [];

    private readonly HashSet<SafeMappingHandle> _siblings;
    private volatile SegmentList _segments;

    private SafeMappingHandle(AddressSpace space, nint start, Segment whole)
        : base(ownsHandle: true)
    {
        SetHandle(start);
        _segments = SegmentList.Empty.With(whole);
        _siblings = s_mappingsOf.GetOrCreateValue(space);
        lock (_siblings)
            _siblings.Add(this);
    }

    /// <summary>What is left of the mapping. Immutable, so it can be read at any time.</summary>
    internal SegmentList Segments => _segments;

    /// <summary>Maps anonymous memory, or a part of a file, wherever the kernel has room.</summary>
    internal static SafeMappingHandle Create(AddressSpace space, ulong length, MemoryProtection protection, MemoryFile? file, ulong offset)
    {
        var start = MapAt(0, length, protection, flags: 0, file, offset);
        if (start == LibC.MapFailed)
            throw SystemCallException.Last("mmap", $"0x{length:x} bytes");
        return new SafeMappingHandle(space, start, new Segment(AddressRange.FromLength((ulong)start, length), file, offset));
    }

    internal void Unmap(AddressRange range)
    {
        if (LibC.Unmap((nuint)range.Start, (nuint)range.Length) != 0)
            throw Failure("munmap", range);
        _segments = _segments.Without(range);
    }

    internal void Protect(AddressRange range, MemoryProtection protection)
    {
        if (LibC.Protect((nuint)range.Start, (nuint)range.Length, protection) != 0)
            throw Failure("mprotect", range);
    }

    internal void Discard(AddressRange range)
    {
        if (LibC.Advise((nuint)range.Start, (nuint)range.Length, LibC.AdviseDontNeed) != 0)
            throw Failure("madvise", range);
    }

    /// <summary>Maps something else over pages that are the mapping's own.</summary>
    internal void Replace(AddressRange range, MemoryProtection protection, MemoryFile? file, ulong offset)
    {
        if (MapAt(range.Start, range.Length, protection, LibC.MapFixed, file, offset) == LibC.MapFailed)
            throw Failure("mmap", range);
        _segments = _segments.With(new Segment(range, file, offset));
    }

    /// <summary>Maps something where nothing is mapped, and fails with EEXIST where somebody else came first.</summary>
    internal void Fill(AddressRange range, MemoryProtection protection, MemoryFile? file, ulong offset)
    {
        if (MapAt(range.Start, range.Length, protection, LibC.MapFixedNoReplace, file, offset) == LibC.MapFailed)
            throw SystemCallException.Last("mmap", range);
        _segments = _segments.With(new Segment(range, file, offset));
    }

    /// <summary>Moves one segment, or a part of it, over pages of the target, which may be this mapping.</summary>
    internal void Move(Segment source, SafeMappingHandle target, AddressRange destination)
    {
        var (from, length) = ((nuint)source.Range.Start, (nuint)source.Range.Length);
        if (LibC.Remap(from, length, length, LibC.RemapMayMove | LibC.RemapFixed, (nuint)destination.Start) == LibC.MapFailed)
        {
            var failure = SystemCallException.Last("mremap", $"{source.Range} to {destination}");
            AskKernel(source.Range);
            target.AskKernel(destination); // the kernel unmaps the destination first, and may fail after that
            throw failure;
        }

        _segments = _segments.Without(source.Range);
        target._segments = target._segments.With(source with { Range = destination });
    }

    protected override bool ReleaseHandle()
    {
        lock (_siblings)
            _siblings.Remove(this);
        var isReleased = true;
        foreach (var segment in _segments.Segments)
            isReleased &= LibC.Unmap((nuint)segment.Range.Start, (nuint)segment.Range.Length) == 0;
        _segments = SegmentList.Empty;
        return isReleased;
    }

    private static nint MapAt(ulong address, ulong length, MemoryProtection protection, int flags, MemoryFile? file, ulong offset) =>
        file is null
            ? LibC.Map((nuint)address, (nuint)length, protection, flags | LibC.MapPrivate | LibC.MapAnonymous, file: -1, offset: 0)
            : LibC.Map((nuint)address, (nuint)length, protection, flags | LibC.MapShared, file.Handle, (long)offset);

    private SystemCallException Failure(string call, AddressRange range)
    {
        var failure = SystemCallException.Last(call, range);
        AskKernel(range);
        return failure;
    }

    /// <summary>Strikes the pages that are gone off the record.</summary>
    // A page that vanished and was mapped anew by another thread since the failed call cannot be told from ours; that takes both within microseconds.
    private void AskKernel(AddressRange range)
    {
        for (var address = range.Start; range.Contains(address); address += PageSize.Bytes)
        {
            if (LibC.InCore((nuint)address, (nuint)PageSize.Bytes, out _) != 0)
                _segments = _segments.Without(AddressRange.FromLength(address, PageSize.Bytes));
        }
    }
}

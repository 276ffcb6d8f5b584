// Correct: the class already derives from Stream, so the driver is a private nested class; the outer class closes over it, faults through it, and removes it in Dispose without holding its lock.
using System;
using System.Collections.Generic;
using System.IO;
using NotifierSdk;

/// <summary>Reads the memory of a debuggee, and keeps pages while they do not change.</summary>
public sealed partial class DebuggeeStream : Stream
{
    private const int PageSize = 4096;

    private readonly Pages _pages;
    private readonly AddressRange _range;
    private long _position;

    public DebuggeeStream(AddressSpace debuggee, AddressRange range, Func<ulong, byte[]?> peek)
    {
        _range = range.AlignOutward(PageSize);
        _pages = new Pages(peek);
        debuggee.Insert(_pages, _range);
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => (long)_range.Length;

    public override long Position { get => _position; set => _position = value; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_position >= Length || count == 0)
            return 0;
        var address = _range.Start + (ulong)_position;
        var page = AddressRange.FromLength(address / PageSize * PageSize, PageSize);
        var target = buffer.AsSpan(offset, count);

        for (var attempt = 0; attempt < 8; attempt++)
        {
            if (_pages.TryCopy(address, target, out var copied))
            {
                _position += copied;
                return copied;
            }

            if (_pages.Fetch(page) is { IsCompleted: false } outcome)
                throw new IOException($"Cannot read 0x{address:x}: {outcome.Status}.", outcome.Reason);
        }

        throw new IOException($"The memory at 0x{address:x} does not stand still.");
    }

    public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _pages.TryRemove();
        base.Dispose(disposing);
    }

    private sealed partial class Pages(Func<ulong, byte[]?> peek) : IntervalNotifier
    {
        [DriverLock] private readonly DriverLock _lock = new("debuggee pages");
        [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _contents = [];

        [Fault(Collect = nameof(TryPeek), Commit = nameof(Keep), TimeoutMilliseconds = 2000)]
        public partial FaultOutcome Fetch(AddressRange page);

        public bool TryCopy(ulong address, Span<byte> target, out int copied)
        {
            using (_lock.EnterScope())
            {
                copied = 0;
                if (!_contents.TryGetValue(address / PageSize, out var content))
                    return false;
                var source = content.AsSpan((int)(address % PageSize));
                copied = Math.Min(source.Length, target.Length);
                source[..copied].CopyTo(target);
                return true;
            }
        }

        private bool TryPeek(AddressRange page, out byte[] content, out Exception? reason)
        {
            content = peek(page.Start) ?? [];
            reason = content.Length == PageSize ? null : new IOException("The page is not mapped.");
            return reason is null;
        }

        private void Keep(AddressRange page, byte[] content) => _contents[page.Start / PageSize] = content;

        [Invalidate]
        private void Drop(AddressRange range)
        {
            foreach (var page in range.Pages(PageSize))
                _contents.Remove(page);
        }
    }
}

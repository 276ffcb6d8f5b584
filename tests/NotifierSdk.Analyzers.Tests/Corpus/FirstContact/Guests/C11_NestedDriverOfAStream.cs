// Correct: the class has a base class already, so its notifier is a private nested class that keeps nothing itself and works on the outer object's table, under the outer object's lock.
using System;
using System.Collections.Generic;
using System.IO;
using NotifierSdk;


public interface IGuestView
{
    byte[] Snapshot(AddressRange chunk);
}

/// <summary>A read-only stream over guest memory, for a core dump.</summary>
public sealed partial class GuestMemoryStream : Stream
{
    private const ulong ChunkSize = 65536;

    private readonly DriverLock _chunksLock = new("dump chunks");
    [GuardedBy(nameof(_chunksLock))] private readonly Dictionary<ulong, byte[]> _chunks = [];
    private readonly IGuestView _view;
    private readonly AddressRange _ram;
    private readonly Follower _follower;
    private long _position;

    public GuestMemoryStream(AddressSpace space, IGuestView view, AddressRange ram)
    {
        _view = view;
        _ram = ram.AlignOutward(ChunkSize);
        _follower = new Follower(this);
        space.Insert(_follower, _ram);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => (long)_ram.Length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if ((ulong)_position >= _ram.Length || count == 0)
            return 0;

        var address = _ram.Start + (ulong)_position;
        for (var tries = 0; tries < 2; tries++)
        {
            using (_chunksLock.EnterScope())
            {
                if (_chunks.TryGetValue(address / ChunkSize, out var chunk))
                {
                    var inside = (int)(address % ChunkSize);
                    var copied = Math.Min(count, chunk.Length - inside);
                    Array.Copy(chunk, inside, buffer, offset, copied);
                    _position += copied;
                    return copied;
                }
            }

            var status = _follower.Fault(AddressRange.FromLength(address / ChunkSize * ChunkSize, ChunkSize));
            if (status != FaultStatus.Completed)
                throw new IOException($"The guest memory at 0x{address:x} cannot be read: {status}.");
        }

        throw new IOException($"The guest memory at 0x{address:x} keeps changing.");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _follower.TryRemove();
        base.Dispose(disposing);
    }

    private sealed partial class Follower(GuestMemoryStream stream) : IntervalNotifier
    {
        private readonly GuestMemoryStream _stream = stream;

        [DriverLock] private DriverLock Gate => _stream._chunksLock;

        [Fault(Collect = nameof(Take), Commit = nameof(Keep))]
        public partial FaultStatus Fault(AddressRange chunk);

        [Invalidate]
        private void Drop(AddressRange range)
        {
            foreach (var chunk in range.Pages(ChunkSize))
                _stream._chunks.Remove(chunk);
        }

        private byte[] Take(AddressRange chunk) => _stream._view.Snapshot(chunk);

        private void Keep(AddressRange chunk, byte[] bytes) => _stream._chunks[chunk.Start / ChunkSize] = bytes;
    }
}

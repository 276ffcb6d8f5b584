using NotifierSdk;
using RdmaOdp.Machine;

namespace RdmaOdp.Driver;

/// <summary>The shadow: for each page of a region the frame that the device reaches, if it knows one.</summary>
internal sealed class PageTable
{
    /// <summary>In place of a frame: the device has to fault.</summary>
    public const int Absent = -1;

    private readonly AddressRange _range;
    private readonly int[] _frames;

    public PageTable(AddressRange range)
    {
        _range = range;
        _frames = new int[range.Length / PhysicalMemory.PageSize];
        Array.Fill(_frames, Absent);
    }

    public int this[ulong address] => _frames[IndexOf(address)];

    /// <summary>Enters frames for consecutive pages.</summary>
    public void Set(ulong start, ReadOnlySpan<int> frames) => frames.CopyTo(_frames.AsSpan(IndexOf(start)));

    /// <summary>Drops the entries of the range, which lies inside the table's own.</summary>
    public void Clear(AddressRange range) => _frames.AsSpan(IndexOf(range.Start)..(IndexOf(range.Last) + 1)).Fill(Absent);

    private int IndexOf(ulong address) => (int)((address - _range.Start) / PhysicalMemory.PageSize);
}

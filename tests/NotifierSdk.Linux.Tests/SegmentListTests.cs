using FsCheck;
using FsCheck.Fluent;
using NotifierSdk.Linux.Mappings;

namespace NotifierSdk.Linux.Tests;

/// <summary>The list against the plainest model there is: an array with what each address maps.</summary>
public class SegmentListTests
{
    private const int Addresses = 24;
    private static readonly MemoryFile s_file = MemoryFile.Create("segment list tests", (ulong)Environment.SystemPageSize);

    private enum Kind
    {
        Add,
        Remove,
        Protect,
    }

    private readonly record struct Step(Kind Kind, int First, int Last, bool IsFile, int Offset, MemoryProtection Protection);

    private readonly record struct Cell(bool IsMapped, bool IsFile, ulong Offset, MemoryProtection Protection);

    [Fact]
    public void Any_sequence_of_changes_leaves_what_a_plain_array_holds()
    {
        var step =
            from kind in Gen.Elements(Kind.Add, Kind.Add, Kind.Remove, Kind.Protect)
            from first in Gen.Choose(0, Addresses - 1)
            from last in Gen.Choose(first, Addresses - 1)
            from isFile in Gen.Elements(true, false)
            from offset in Gen.Choose(0, 40)
            from protection in Gen.Elements(MemoryProtection.None, MemoryProtection.Read, MemoryProtection.ReadWrite, MemoryProtection.Read | MemoryProtection.Execute)
            select new Step(kind, first, last, isFile, offset, protection);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(step.ArrayOf().ToArbitrary(), Agrees));
    }

    [Fact]
    public void Pages_that_continue_one_another_become_one_segment()
    {
        var list = SegmentList.Empty
            .With(new Segment(AddressRange.FromBounds(0, 9), new Backing(s_file, 100, MemorySharing.Shared), MemoryProtection.Read))
            .With(new Segment(AddressRange.FromBounds(20, 29), new Backing(s_file, 120, MemorySharing.Shared), MemoryProtection.Read))
            .With(new Segment(AddressRange.FromBounds(10, 19), new Backing(s_file, 110, MemorySharing.Shared), MemoryProtection.Read));
        Assert.Equal(new Segment(AddressRange.FromBounds(0, 29), new Backing(s_file, 100, MemorySharing.Shared), MemoryProtection.Read), Assert.Single(list.Segments.ToArray()));
    }

    private static bool Agrees(Step[] steps)
    {
        var cells = new Cell[Addresses];
        var list = SegmentList.Empty;
        foreach (var step in steps)
        {
            var range = AddressRange.FromBounds((ulong)step.First, (ulong)step.Last);
            var backing = step.IsFile ? new Backing(s_file, (ulong)step.Offset, MemorySharing.Shared) : Backing.Anonymous;
            list = step.Kind switch
            {
                Kind.Add => list.With(new Segment(range, backing, step.Protection)),
                Kind.Remove => list.Without(range),
                _ => list.Protect(range, _ => step.Protection),
            };
            for (var address = step.First; address <= step.Last; address++)
            {
                cells[address] = step.Kind switch
                {
                    Kind.Add => new Cell(true, step.IsFile, step.IsFile ? (ulong)(step.Offset + address - step.First) : 0, step.Protection),
                    Kind.Remove => default,
                    _ => cells[address].IsMapped ? cells[address] with { Protection = step.Protection } : default,
                };
            }
        }

        return Enumerable.Range(0, Addresses).All(address => CellOf(list, (ulong)address) == cells[address])
            && AllRanges().All(range => list.Covers(range) == Slice(cells, range).All(cell => cell.IsMapped))
            && AllRanges().All(range => !list.TryGetProtection(range, out var protection) || protection == Slice(cells, range).Select(cell => cell.Protection).Aggregate((one, other) => one & other))
            && AllRanges().All(range => list.TryGetProtection(range, out _) == list.Covers(range))
            && AllRanges().All(range => list.HolesIn(range).SelectMany(hole => AddressesOf(hole)).SequenceEqual(AddressesOf(range).Where(address => !cells[address].IsMapped)))
            && AllRanges().All(range => list.IsClearOf(range) == !Slice(cells, range).Any(cell => cell.IsMapped))
            && IsMerged(list.Segments);
    }

    private static Cell CellOf(SegmentList list, ulong address) =>
        list.TryFind(address, out var segment) ? new Cell(true, segment.Backing.File is not null, segment.Backing.File is null ? 0 : segment.OffsetOf(address), segment.Protection) : default;

    private static IEnumerable<Cell> Slice(Cell[] cells, AddressRange range) => cells.Skip((int)range.Start).Take((int)range.Length);

    private static IEnumerable<int> AddressesOf(AddressRange range) => Enumerable.Range((int)range.Start, (int)range.Length);

    private static IEnumerable<AddressRange> AllRanges() =>
        from first in Enumerable.Range(0, Addresses)
        from last in Enumerable.Range(first, Addresses - first)
        select AddressRange.FromBounds((ulong)first, (ulong)last);

    private static bool IsMerged(ReadOnlySpan<Segment> segments)
    {
        for (var index = 1; index < segments.Length; index++)
        {
            if (segments[index].Range.Start <= segments[index - 1].Range.Last || segments[index - 1].IsContinuedBy(segments[index]))
                return false;
        }

        return true;
    }
}

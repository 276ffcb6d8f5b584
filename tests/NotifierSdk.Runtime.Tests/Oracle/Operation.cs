using FsCheck;
using FsCheck.Fluent;

namespace NotifierSdk.Runtime.Tests.Oracle;

internal enum OperationKind
{
    Insert,
    Remove,
    Begin,
    TryBegin,
    End,
    ReadBegin,
    Retry,
    Refuse,
}

/// <summary>One step of a random sequence. Indexes are taken modulo what is there, so every sequence, and every part of one, means something.</summary>
internal readonly record struct Operation(OperationKind Kind, int Index, AddressRange Range)
{
    private const int Pages = 24;

    public override string ToString() => Kind is OperationKind.Insert or OperationKind.Begin or OperationKind.TryBegin ? $"{Kind} {Range}" : $"{Kind} {Index}";

    /// <summary>Sequences of up to a few hundred operations that shrink to a few.</summary>
    internal static Arbitrary<Operation[]> Sequences(int length)
    {
        var kinds = Gen.Frequency(
            (4, Gen.Constant(OperationKind.Insert)),
            (3, Gen.Constant(OperationKind.Remove)),
            (5, Gen.Constant(OperationKind.Begin)),
            (2, Gen.Constant(OperationKind.TryBegin)),
            (7, Gen.Constant(OperationKind.End)),
            (6, Gen.Constant(OperationKind.ReadBegin)),
            (4, Gen.Constant(OperationKind.Retry)),
            (1, Gen.Constant(OperationKind.Refuse)));
        var operations =
            from kind in kinds
            from index in Gen.Choose(0, 999)
            from range in Ranges()
            select new Operation(kind, index, range);
        return Arb.From(operations.ArrayOf(length), Shorter);
    }

    /// <summary>The sequence without its halves, its quarters, and so on to its single operations.</summary>
    private static IEnumerable<Operation[]> Shorter(Operation[] operations)
    {
        for (var length = operations.Length / 2; length > 0; length /= 2)
        {
            for (var start = 0; start < operations.Length; start += length)
                yield return [.. operations[..start], .. operations[Math.Min(start + length, operations.Length)..]];
        }
    }

    private static Gen<AddressRange> Ranges() => Gen.Frequency(
        (12, from first in Gen.Choose(0, Pages - 1) from count in Gen.Choose(1, 4) select AddressRange.FromLength((ulong)first, (ulong)count)),
        (2, from first in Gen.Choose(0, Pages - 1) select AddressRange.FromBounds((ulong)first, ulong.MaxValue)),
        (1, Gen.Constant(AddressRange.All)));
}

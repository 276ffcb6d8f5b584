using NotifierSdk.Benchmarks.Reference;

namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>The same as <see cref="ManySpaces"/>, by the kernel's algorithm.</summary>
internal sealed class ManyReferenceSpaces
{
    private static readonly AddressRange s_outside = AddressRange.FromLength(1UL << 40, 0x1000);

    private readonly KernelSpace[] _spaces;

    internal ManyReferenceSpaces(int count)
    {
        _spaces = new KernelSpace[count];
        for (var i = 0; i < count; i++)
        {
            _spaces[i] = new KernelSpace();
            _spaces[i].Insert(new Driver(AddressRange.FromLength(0x1000, 0x1000)));
        }
    }

    internal void Invalidate(int operations)
    {
        var spaces = _spaces;
        for (int i = 0, next = 0; i < operations; i++, next = next + 1 == spaces.Length ? 0 : next + 1)
        {
            spaces[next].Begin(s_outside);
            spaces[next].End();
        }
    }

    private sealed class Driver(AddressRange range) : KernelNotifier(range)
    {
        internal override bool OnInvalidate(AddressRange range, ulong sequence) => true;
    }
}

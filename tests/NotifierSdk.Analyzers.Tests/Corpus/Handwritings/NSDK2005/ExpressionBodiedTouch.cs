// Breaks: NSDK2005
// Bug: a method that is all one expression returns nothing of what the fault says
// Read in: none
public sealed partial class Blocks : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _l = new();
    [GuardedBy("_l")] private readonly Dictionary<ulong, byte[]> _code = new();

    [Fault(Collect = nameof(Decode), Commit = nameof(Add))]
    private partial FaultStatus Compile(AddressRange block);

    private static byte[] Decode(AddressRange block) => new byte[block.Length];

    private void Add(AddressRange block, byte[] code) => _code[block.Start] = code;

    [Invalidate]
    private void Flush() => _code.Clear();

    public void Require(ulong pc) => this.Compile(AddressRange.FromLength(pc, 64)); //! NSDK2005
    public FaultStatus Require(ulong pc) => this.Compile(AddressRange.FromLength(pc, 64)); //+
}

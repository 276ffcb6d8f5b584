// Breaks: NSDK4009
// Bug: the table is a class of the driver's own, made of a list, and a walk of it takes no lock
// Read in: none
sealed class Table
{
    readonly List<ulong> entries = new();
    public void Put(ulong entry) => entries.Add(entry);
    public void Add(ulong entry) => entries.Add(entry);
    public ulong Sum() { ulong sum = 0; foreach (var e in entries) sum += e; return sum; }
    public void Empty() => entries.Clear();
}

sealed class Iommu : IntervalNotifier
{
    readonly DriverLock gate = new("iommu");
    readonly Table table = new();
    readonly Func<ulong, ulong> walk;
    public Iommu(Func<ulong, ulong> walk) { this.walk = walk; }

    public bool Map(ulong iova)
    {
        var token = this.ReadBegin();
        var pte = walk(iova);
        using var scope = gate.EnterScope();
        if (this.ReadRetry(token)) return false;
        table.Add(pte);
        return true;
    }

    public ulong Checksum() { return table.Sum(); }                              //! NSDK4009
    public ulong Checksum() { using var scope = gate.EnterScope(); return table.Sum(); } //+

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var scope = gate.EnterScope();
        SetSeq(invalidation.Sequence);
        table.Empty();
        return true;
    }
}

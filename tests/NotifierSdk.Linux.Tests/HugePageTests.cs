namespace NotifierSdk.Linux.Tests;

/// <summary>Huge pages, where the kernel has them; where it has none, its refusal.</summary>
public sealed class HugePageTests
{
    private const ulong HugePage = 2 << 20;

    [Fact]
    public void Collapsing_is_announced_as_a_migration_and_keeps_the_contents_whether_or_not_the_kernel_can()
    {
        using var space = new AddressSpace();
        using var memory = MappedMemory.Map(space, 2 * HugePage);
        var start = (memory.Range.Start + HugePage - 1) / HugePage * HugePage;
        var huge = AddressRange.FromLength(start, HugePage);
        var witness = new Witness();
        space.Insert(witness, huge);

        var isPossible = IsMade(() => memory.PreferHugePages(huge), "EINVAL");
        Assert.Empty(witness.Sightings);
        Kernel.At(huge.Start) = 1;
        Kernel.At(huge.Last) = 2;
        isPossible &= IsMade(() => memory.Collapse(huge), "EINVAL", "ENOMEM", "EAGAIN", "EBUSY");
        Assert.Equal(InvalidationEvent.Migrate, Assert.Single(witness.Sightings).Event);
        Assert.True(witness.IsAtRest);
        Assert.Equal((1, 2), (Kernel.At(huge.Start), Kernel.At(huge.Last)));
        if (isPossible)
            Assert.True(Kernel.HugeKilobytesAt(huge.Start) >= 2048);
        else
            TestContext.Current.SendDiagnosticMessage("This kernel refused to collapse pages; only its refusal was tested.");
        witness.Remove();
    }

    /// <summary>False: the kernel refused with one of the errors that say that it cannot.</summary>
    private static bool IsMade(Action change, params string[] refusals)
    {
        try
        {
            change();
            return true;
        }
        catch (SystemCallException exception)
        {
            Assert.Contains(exception.ErrorName, refusals);
            return false;
        }
    }
}

using NotifierSdk.Engine;

namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>What makes a sequence that of one invalidation, however many there were.</summary>
public sealed class InvalidationSequenceTests
{
    private const long Lap = 1L << 43; // of a slot's word: 2^40 generations above three bits of phase

    private readonly InvalidationSlot _slot = new(new AddressSpace());

    [Fact]
    public void Sequences_whose_numbers_for_logs_are_the_same_are_different()
    {
        var (first, second) = (new InvalidationSequence(_slot, 8), new InvalidationSequence(_slot, 8 + Lap));
        Assert.Equal(first.ToString(), second.ToString());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Those_of_one_invalidation_are_equal_in_every_way()
    {
        var (first, second) = (new InvalidationSequence(_slot, 8), new InvalidationSequence(_slot, 8));
        Assert.True(first == second);
        Assert.False(first != second);
        Assert.True(first.Equals((object)second));
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
    }

    [Fact]
    public void Those_of_two_slots_are_different()
    {
        var other = new InvalidationSlot(_slot.Space);
        Assert.NotEqual(new InvalidationSequence(_slot, 8), new InvalidationSequence(other, 8));
    }

    [Fact]
    public void The_default_value_is_that_of_no_invalidation()
    {
        Assert.Equal("none", default(InvalidationSequence).ToString());
        Assert.NotEqual(default, InvalidationSequence.OfRemoval);
        Assert.NotEqual(default, new InvalidationSequence(_slot, 8));
    }
}

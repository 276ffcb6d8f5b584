using System.Runtime.CompilerServices;

namespace NotifierSdk.Linux.Tests;

/// <summary>Memory that nobody disposes.</summary>
public sealed class LifetimeTests : IDisposable
{
    private readonly List<MappedMemoryLeakedEventArgs> _leaks = [];

    public LifetimeTests() => MappedMemory.Leaked += Add;

    public void Dispose() => MappedMemory.Leaked -= Add;

    [Fact]
    public void Memory_that_became_unreachable_with_its_space_stays_mapped_under_its_span_and_is_reported()
    {
        var span = SpanOfForgottenMemory("unreachable", out var range);
        span.Fill(1);
        Collect();
        Assert.Equal(range, Assert.Single(LeaksOf("unreachable")).MappedRanges.Single());
        span.Fill(2);
        Assert.True(Kernel.IsMapped(range));
        Kernel.UnmapAll(range);
    }

    [Fact]
    public void Memory_that_became_unreachable_is_reported_while_its_space_lives_on()
    {
        using var space = new AddressSpace("reachable");
        var range = Forget(space);
        Collect();
        var leak = Assert.Single(LeaksOf("reachable"));
        Assert.Same(space, leak.Space);
        Assert.Null(leak.Place); // only validation mode takes stacks
        Assert.Contains($"'reachable' became unreachable and was not disposed: {range} stay mapped", $"{leak}", StringComparison.Ordinal);
        Kernel.UnmapAll(range);
    }

    [Fact]
    public void What_was_unmapped_before_it_was_forgotten_is_no_leak()
    {
        using var space = new AddressSpace("tidy");
        ForgetTidily(space);
        Collect();
        Assert.Empty(LeaksOf("tidy"));
    }

    [Fact]
    public void A_handler_that_throws_does_not_end_the_process_and_the_next_leak_is_reported()
    {
        using var space = new AddressSpace("thrown at");
        EventHandler<MappedMemoryLeakedEventArgs> throwing = (_, _) => throw new InvalidOperationException("no");
        MappedMemory.Leaked += throwing;
        var first = Forget(space);
        Collect();
        MappedMemory.Leaked -= throwing;
        var second = Forget(space);
        Collect();
        Assert.Equal([first, second], LeaksOf("thrown at").Select(leak => leak.MappedRanges.Single()));
        Kernel.UnmapAll(first);
        Kernel.UnmapAll(second);
    }

    private IEnumerable<MappedMemoryLeakedEventArgs> LeaksOf(string space) => _leaks.Where(leak => leak.Space.Name == space);

    private void Add(object? sender, MappedMemoryLeakedEventArgs leak) => _leaks.Add(leak);

    [MethodImpl(MethodImplOptions.NoInlining)] // so that nothing of it is left on the test's own stack frame
    private static Span<byte> SpanOfForgottenMemory(string name, out AddressRange range)
    {
        var memory = MappedMemory.Map(new AddressSpace(name), 4 * Kernel.Page);
        range = memory.Range;
        return memory.AsSpan(range);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static AddressRange Forget(AddressSpace space) => MappedMemory.Map(space, Kernel.Page).Range;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ForgetTidily(AddressSpace space)
    {
        MappedMemory.Map(space, Kernel.Page).Dispose();
        var memory = MappedMemory.Map(space, Kernel.Page);
        memory.Unmap(memory.Range);
    }

    private static void Collect()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}

namespace NotifierSdk.Linux.Tests;

/// <summary>What spans are handed out for, and what is refused because the first access would end the process.</summary>
public sealed class SpanTests : IDisposable
{
    private readonly AddressSpace _space = new();
    private readonly MappedMemory _memory;

    public SpanTests() => _memory = MappedMemory.Map(_space, 4 * Kernel.Page);

    public void Dispose()
    {
        _memory.Dispose();
        _space.Dispose();
    }

    [Fact]
    public void Read_only_memory_has_a_read_only_span_and_no_other()
    {
        _memory.AsSpan(_memory.Range)[1] = 7;
        _memory.Protect(Pages(0, 0), MemoryProtection.Read);
        Assert.Equal(7, _memory.AsReadOnlySpan(Pages(0, 0))[1]);
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => _memory.AsSpan(Pages(0, 0)));
        Assert.Contains($"The span needs ReadWrite, and not every page of {Pages(0, 0)} allows more than Read. Call AsReadOnlySpan to read it, or Protect to allow more.", exception.Message, StringComparison.Ordinal);
        _memory.AsSpan(Pages(1, 3)).Fill(8);
    }

    [Fact]
    public void Memory_mapped_read_only_has_no_writable_span()
    {
        using var memory = MappedMemory.Map(_space, Kernel.Page, MemoryProtection.Read);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.AsSpan(memory.Range));
        Assert.Equal(0, memory.AsReadOnlySpan(memory.Range)[0]);
        memory.Protect(memory.Range, MemoryProtection.ReadWrite);
        memory.AsSpan(memory.Range)[0] = 1;
    }

    [Theory]
    [InlineData(MemoryProtection.None)]
    [InlineData(MemoryProtection.Execute)]
    public void Memory_that_cannot_be_read_has_no_span(MemoryProtection protection)
    {
        using var memory = MappedMemory.Map(_space, Kernel.Page, protection);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.AsSpan(memory.Range));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.AsReadOnlySpan(memory.Range));
    }

    [Fact]
    public void A_range_with_a_reserved_page_in_it_has_no_span()
    {
        _memory.Replace(Pages(2, 2), MemoryProtection.None);
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.AsReadOnlySpan(_memory.Range));
        _memory.AsSpan(Pages(0, 1)).Clear();
        _memory.AsSpan(Pages(3, 3)).Clear();
    }

    [Fact]
    public void A_part_of_a_page_has_a_span()
    {
        var range = AddressRange.FromBounds(Pages(1, 1).Last - 2, Pages(2, 2).Start + 2);
        _memory.AsSpan(range).Fill(9);
        Assert.Equal([0, 9, 9, 9, 9, 9, 9, 0], _memory.AsReadOnlySpan(AddressRange.FromBounds(range.Start - 1, range.Last + 1)).ToArray());
    }

    [Fact]
    public void What_does_not_fit_into_a_span_or_was_unmapped_has_none()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.AsSpan(AddressRange.All));
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.AsSpan(AddressRange.FromLength(_memory.Range.Start, 1UL << 31)));
        _memory.Unmap(Pages(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.AsReadOnlySpan(Pages(0, 1)));
        _memory.Dispose();
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.AsReadOnlySpan(Pages(0, 0)));
    }

    [Fact]
    public void After_a_refused_protection_spans_are_handed_out_for_what_both_protections_allow()
    {
        Assert.Throws<SystemCallException>(() => RefusedCall.Run("mprotect", Pages(1, 1).Start, () => _memory.Protect(Pages(1, 2), MemoryProtection.Read)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.AsSpan(Pages(0, 3)));
        Assert.Equal(0, _memory.AsReadOnlySpan(_memory.Range)[0]);
        _memory.Protect(Pages(1, 2), MemoryProtection.ReadWrite);
        _memory.AsSpan(_memory.Range).Fill(1);
    }

    private AddressRange Pages(int first, int last) => MappedMemoryTests.PagesOf(_memory, first, last);
}

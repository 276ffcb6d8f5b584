using GuestCodeCache.Driver;
using GuestCodeCache.Machine.Assembly;
using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Instructions;
using GuestCodeCache.Machine.Memory;

namespace NotifierSdk.GuestCodeCache.Tests;

/// <summary>What the driver keeps, drops, and frees.</summary>
public sealed class CodeCacheTests : IDisposable
{
    private const int Length = 4;

    private readonly Guest _guest = new(Program());
    private readonly CacheCounters _counters = new();
    private readonly CodeCache _cache;

    public CodeCacheTests() => _cache = new CodeCache(_guest.Memory, _guest.Translator, _counters);

    public void Dispose()
    {
        if (_cache.IsInserted)
            _cache.Close();
        _guest.Memory.Sections.Synchronize();
        Assert.Equal((0, null), (_guest.Cells.InUse, _guest.Cells.Wrong));
        _guest.Dispose();
    }

    [Fact]
    public void What_was_translated_is_found_where_it_begins()
    {
        _cache.Fill(Guest.Code);
        var block = _cache.Find(Guest.Code)!;
        Assert.Equal((Guest.Code, Length), (block.Start, block.Instructions));
        Assert.Null(_cache.Find(Guest.Code + 4));
        Assert.Null(_cache.Find(Guest.Code + 1));
        Assert.Null(_cache.Find(uint.MaxValue - 3));
        Assert.Equal(1, _counters.Translated);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Length * 4 - 1)]
    public void A_store_to_any_byte_of_a_block_drops_it(uint offset)
    {
        _cache.Fill(Guest.Code);
        _guest.Hart.StoreByte(Guest.Code + offset, 0x13);
        Assert.Null(_cache.Find(Guest.Code));
        Assert.Equal((1, 1), (_counters.Invalidations, _counters.Dropped));
    }

    [Theory]
    [InlineData(Guest.Code + Length * 4)] // behind it
    [InlineData(Guest.Code + 0x1000)]
    public void A_store_beside_a_block_leaves_it(uint address)
    {
        _cache.Fill(Guest.Code);
        _guest.Hart.StoreWord(address, 0);
        Assert.NotNull(_cache.Find(Guest.Code));
        Assert.Equal((1, 0), (_counters.Invalidations, _counters.Dropped));
    }

    [Fact]
    public void A_store_in_front_of_a_block_leaves_it()
    {
        _cache.Fill(Guest.Code + 4);
        _guest.Hart.StoreWord(Guest.Code, 0);
        Assert.NotNull(_cache.Find(Guest.Code + 4));
    }

    [Fact]
    public void A_store_to_data_is_not_announced()
    {
        _guest.Hart.StoreWord(Guest.Data, 1);
        Assert.Equal(0, _counters.Invalidations);
    }

    [Fact]
    public void Whatever_changes_the_mapping_drops_what_was_there()
    {
        Action[] changes =
        [
            () => _guest.Memory.Protect(Guest.Code, 0x1000, Rights.Read),
            () => _guest.Memory.Protect(Guest.Code, 0x1000, Rights.Read | Rights.Execute),
            () => _guest.Memory.Map(Guest.Code, 0x1000, Rights.Read | Rights.Execute),
            () => _guest.Memory.Unmap(Guest.Code, 0x1000),
        ];
        foreach (var change in changes)
        {
            _cache.Fill(Guest.Code);
            change();
            Assert.Null(_cache.Find(Guest.Code));
        }
    }

    [Fact]
    public void What_cannot_be_executed_is_not_entered()
    {
        _cache.Fill(Guest.Data);
        _cache.Fill(0xffff_f000);
        Assert.Equal(0, _counters.Translated);
    }

    [Fact]
    public void A_block_that_is_dropped_while_it_may_run_is_freed_when_nobody_can_be_running_it()
    {
        _cache.Fill(Guest.Code);
        using (_guest.Memory.Sections.EnterSection())
        {
            var block = _cache.Find(Guest.Code)!;
            _guest.Hart.StoreWord(Guest.Code, 0); // as the block's own code may do it
            Assert.Null(_cache.Find(Guest.Code));
            block.Run(_guest.Hart);
            Assert.Equal(1, _guest.Cells.InUse);
        }

        _guest.Memory.Sections.Synchronize();
        Assert.Equal((0, 1), (_guest.Cells.InUse, _guest.Cells.Total));
    }

    [Fact]
    public void Two_threads_that_translate_the_same_leave_one_block()
    {
        var first = _guest.Translator.Translate(Guest.Code)!;
        first.Dispose();
        _cache.Fill(Guest.Code);
        _cache.Fill(Guest.Code);
        _guest.Memory.Sections.Synchronize();
        Assert.Equal(1, _guest.Cells.InUse);
    }

    [Fact]
    public void In_a_released_space_nothing_is_left()
    {
        _cache.Fill(Guest.Code);
        _guest.Memory.Space.Dispose();
        Assert.Null(_cache.Find(Guest.Code));
        _cache.Fill(Guest.Code);
        Assert.Null(_cache.Find(Guest.Code));
    }

    private static byte[] Program()
    {
        var code = new Assembler(Guest.Code);
        for (var count = 0; count < Length - 1; count++)
            code.Op(Operation.Addi, Register.A0, Register.A0, 1);
        code.Return();
        return code.Assemble();
    }
}

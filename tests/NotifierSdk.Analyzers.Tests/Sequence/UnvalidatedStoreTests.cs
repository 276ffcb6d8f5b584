using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class UnvalidatedStoreTests() : RuleTests("NSDK2011")
{
    protected override string Broken => ByHand("[|_frame = memory.Translate(address)|];", "Map(_frame);");

    protected override string Correct => ByHand("var frame = memory.Translate(address);", "_frame = frame; Map(frame);");

    protected override string HalfTyped => ByHand("[|_frame = memory.Translate(address)|];", "Map(_frame);") + """

        public sealed class Half
        {
            void Fault(Missing x) => x.
        """;

    [Theory]
    [InlineData("var frame = memory.Translate(address); [|_frame = frame|];")]
    [InlineData("var frame = Read(address); [|_frame = frame + 1|];")]
    [InlineData("for (var page = address; page < address + 2; page++) [|_frames[0] = memory.Translate(page)|];")]
    [InlineData("[|s_frame = memory.Translate(address)|];")]
    [InlineData("[|_byPage[address] = memory.Translate(address)|];")]
    [InlineData("[|_frame = translate(address)|];")]
    [InlineData("[|Frame = translate(address)|];")]
    public Task It_fires_on_what_another_object_was_asked_for_with_the_address(string collect) => VerifyAsync(ByHand(collect, "Map(1);"));

    [Theory]
    [InlineData("_frame = address;")]
    [InlineData("_frame = 7;")]
    [InlineData("_count += memory.Translate(address);")]
    [InlineData("_frame++;")]
    [InlineData("Interlocked.Exchange(ref _frame, memory.Translate(address));")]
    [InlineData("_lastFrame = memory.Translate(address);")]
    [InlineData("_frame = memory.Size;")]
    [InlineData("_frame = memory.Ticks();")]
    [InlineData("t_frame = memory.Translate(address);")]
    [InlineData("lock (_scratch) _frame = memory.Translate(address);")]
    [InlineData("_frame = Math.Max(address, 5);")]
    public Task It_is_silent_on_what_was_not_collected_or_nobody_else_reads(string collect) => VerifyAsync(ByHand(collect, "Map(_own);"));

    [Fact]
    public Task It_fires_where_the_fault_itself_takes_up_what_another_may_have_stored_meanwhile() => VerifyAsync(ByHand("[|_own = memory.Translate(address)|];", "Map(_own);"));

    [Fact]
    public Task It_is_silent_on_what_nobody_reads_back() => VerifyAsync(ByHand("_own = memory.Translate(address);", "Map(1);"));

    [Fact]
    public Task It_fires_in_the_Collect_of_an_annotated_fault() => VerifyAsync(Annotated("[|_frame = memory.Translate(address)|];", "public ulong Frame => _frame;"));

    [Fact]
    public Task It_is_silent_on_what_only_the_steps_of_the_fault_see() => VerifyAsync(Annotated("_frame = memory.Translate(address);", ""));

    [Fact]
    public Task It_yields_to_the_rule_on_the_shadow() => VerifyAsync(ByHand("{|NSDK2006:_shadow = memory.Translate(address)|};", "Map(1);"));

    private const string Memory = """

        public interface IMemory
        {
            ulong Size { get; }

            ulong Ticks();

            ulong Translate(ulong address);
        }
        """;

    private static string Annotated(string collect, string readers) => $$"""
        public sealed partial class Mirror(IMemory memory) : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [ShadowState] private readonly List<ulong> _shadow = [];
            private ulong _frame;

            {{readers}}

            [Invalidate]
            private void Drop(AddressRange range) => _shadow.Clear();

            [Fault(Collect = nameof(Read), Commit = nameof(Map), Range = nameof(PageOf))]
            public partial FaultStatus Fault(ulong address);

            private static AddressRange PageOf(ulong address) => AddressRange.FromLength(address, 1);

            private bool Read(ulong address, out ulong frame)
            {
                {{collect}}
                frame = 0;
                return true;
            }

            private void Map(ulong frame) => _shadow.Add(_frame + frame);
        }
        """ + Memory;

    private static string ByHand(string collect, string commit) => $$"""
        public sealed class Mirror(IMemory memory, Func<ulong, ulong> translate) : IntervalNotifier
        {
            private static ulong s_frame;
            [ThreadStatic] private static ulong t_frame;
            private readonly DriverLock _lock = new();
            private readonly Lock _scratch = new();
            private readonly ulong[] _frames = new ulong[4];
            private readonly Dictionary<ulong, ulong> _byPage = [];
            [ShadowState] private ulong _shadow;
            private ulong _frame;
            private ulong _lastFrame;
            private ulong _count;
            private ulong _own;

            public ulong Frame { get; private set; }

            public ulong Sum => _frame + s_frame + t_frame + _lastFrame + _count + _frames[0] + _byPage[0] + _shadow + Frame;

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                {{collect}}
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    {{commit}}
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _frame = 0;
                    _shadow = 0;
                }

                return true;
            }

            private ulong Read(ulong address) => memory.Translate(address) & ~1UL;

            private void Map(ulong frame) => _shadow = frame;
        }
        """ + Memory;
}

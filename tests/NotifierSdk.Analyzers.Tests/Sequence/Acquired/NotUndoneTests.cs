using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence.Acquired;

public class NotUndoneTests() : RuleTests("NSDK2016")
{
    private const string Types = """

        public sealed class PinnedPages(AddressRange range) : IDisposable
        {
            public ulong Frame => range.Start;

            public PinnedPages Self => this;

            public void Dispose() => GC.KeepAlive(range);
        }

        public sealed class Pinner
        {
            public ulong Pin(ulong page) => page;

            public void Unpin(ulong page) => GC.KeepAlive(page);

            public PinnedPages PinRange(AddressRange range) => new(range);

            public PinnedPages Find(AddressRange range) => new(range);

            public void Reset() => GC.KeepAlive(this);
        }

        public sealed class Cache
        {
            public ulong Get(ulong key) => key;

            public void Put(ulong key, ulong value) => GC.KeepAlive(key + value);
        }

        public static class Scratch
        {
            public static void Fill(byte[] bytes) => GC.KeepAlive(bytes);

            public static void Show(object something) => GC.KeepAlive(something);
        }
        """;

    protected override string Broken => Annotated("[|nameof(Pin)|]", "private PinnedPages Pin(AddressRange range) => new(range);", "PinnedPages");

    protected override string Correct => Annotated(
        "nameof(Pin), Discard = nameof(Unpin)",
        "private PinnedPages Pin(AddressRange range) => new(range); private void Unpin(PinnedPages pages) => pages.Dispose();",
        "PinnedPages");

    protected override string HalfTyped => Broken + """

        public sealed class Half : IntervalNotifier
        {
            private readonly DriverLock _lock = new();

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                    SetSeq(invalidation.Sequence);
                return true;
            }

            public void Fault(Missing x)
            {
                var token = ReadBegin();
                var pages = new PinnedPages(x);
                using (_lock.EnterScope())
                    if (ReadRetry(token))
                        return
        """;

    [Theory]
    [InlineData("PinnedPages", "private PinnedPages Pin(AddressRange range) => _pinner.PinRange(range);")]
    [InlineData("PinnedPages", "private PinnedPages Pin(AddressRange range) => Make(range); private static PinnedPages Make(AddressRange range) => new(range);")]
    [InlineData("PinnedPages", "private bool Pin(AddressRange range, out PinnedPages pages) { pages = new PinnedPages(range); return true; }")]
    [InlineData("PinnedPages[]", "private PinnedPages[] Pin(AddressRange range) => [new PinnedPages(range)];")]
    [InlineData("List<PinnedPages>", "private List<PinnedPages> Pin(AddressRange range) { var all = new List<PinnedPages>(); all.Add(new PinnedPages(range)); return all; }")]
    [InlineData("(ulong, IDisposable)", "private (ulong, IDisposable) Pin(AddressRange range) => (range.Start, new PinnedPages(range));")]
    [InlineData("ulong", "private ulong Pin(AddressRange range) { var frame = _pinner.Pin(range.Start); return frame; }")]
    [InlineData("ulong[]", "private ulong[] Pin(AddressRange range) { var frames = new ulong[2]; for (var i = 0; i < 2; i++) frames[i] = _pinner.Pin(range.Start); return frames; }")]
    [InlineData("ulong", "private ulong Pin(AddressRange range) => range.Start; private void Unpin(ulong page) => _pinner.Unpin(page);")]
    [InlineData("byte[]", "private byte[] Pin(AddressRange range) { var bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(1); Scratch.Fill(bytes); return bytes; }")]
    public Task It_fires_where_Collect_acquires_and_there_is_no_Discard(string collected, string collect) =>
        VerifyAsync(Annotated("[|nameof(Pin)|]", collect, collected));

    [Theory]
    [InlineData("ulong", "private ulong Pin(AddressRange range) => range.Start;")]
    [InlineData("PinnedPages", "private PinnedPages? _last; private PinnedPages Pin(AddressRange range) => _last ??= new PinnedPages(range);")]
    [InlineData("PinnedPages", "private PinnedPages? _last; private PinnedPages Pin(AddressRange range) { var pages = new PinnedPages(range); _last = pages; return pages; }")]
    [InlineData("PinnedPages", "private readonly List<PinnedPages> _all = []; private PinnedPages Pin(AddressRange range) { var pages = new PinnedPages(range); _all.Add(pages); return pages; }")]
    [InlineData("PinnedPages", "private PinnedPages Pin(AddressRange range) => _pinner.Find(range);")]
    [InlineData("ulong", "private ulong Pin(AddressRange range) { using var pages = new PinnedPages(range); return pages.Frame; }")]
    [InlineData("ulong", "private ulong Pin(AddressRange range) { var frame = _pinner.Pin(range.Start); _pinner.Unpin(range.Start); return frame; }")]
    [InlineData("ulong", "private ulong _frame; private ulong Pin(AddressRange range) => _frame = _pinner.Pin(range.Start);")]
    [InlineData("ulong", "private readonly Cache _cache = new(); private ulong Pin(AddressRange range) => _cache.Get(range.Start);")]
    [InlineData("Task<ulong>?", "private bool Pin(AddressRange range, out Task<ulong>? pages) { pages = Task.FromResult(range.Start); return true; }")]
    public Task It_is_silent_where_nothing_is_acquired_or_somebody_else_keeps_it(string collected, string collect) =>
        VerifyAsync(Annotated("nameof(Pin)", collect, collected));

    [Theory]
    [InlineData("var pages = [|new PinnedPages(range)|];", "return false;", "GC.KeepAlive(pages);")]
    [InlineData("var pages = [|_pinner.PinRange(range)|];", "return false;", "GC.KeepAlive(pages);")]
    [InlineData("var pages = [|_pinner.PinRange(range)|];", "throw new InvalidOperationException();", "GC.KeepAlive(pages);")]
    [InlineData("var pages = [|_pinner.PinRange(range)|];", "continue;", "GC.KeepAlive(pages);")]
    [InlineData("var pages = [|Pinned(range)|];", "continue;", "GC.KeepAlive(pages);")]
    [InlineData("var pages = [|new PinnedPages(range)|]; if (CheckRetry(token)) { pages.Dispose(); continue; }", "continue;", "GC.KeepAlive(pages);")]
    [InlineData("var pages = [|new PinnedPages(range)|]; if (CheckRetry(token)) continue;", "{ pages.Dispose(); continue; }", "GC.KeepAlive(pages);")]
    [InlineData("var frame = [|_pinner.Pin(range.Start)|];", "continue;", "_frame = frame;")]
    [InlineData("[|_pinner.Pin(range.Start)|];", "continue;", "_frame = range.Start;")]
    [InlineData("var bytes = [|System.Buffers.ArrayPool<byte>.Shared.Rent(1)|]; Scratch.Fill(bytes);", "return false;", "System.Buffers.ArrayPool<byte>.Shared.Return(bytes);")]
    public Task It_fires_where_a_fault_by_hand_drops_it_on_the_way_back(string collect, string collided, string commit) => VerifyAsync(ByHand(collect, collided, commit));

    [Theory]
    [InlineData("using var pages = new PinnedPages(range);", "continue;", "_frame = pages.Frame;")]
    [InlineData("var pages = new PinnedPages(range);", "{ pages.Dispose(); continue; }", "_pages = pages;")]
    [InlineData("var pages = new PinnedPages(range);", "{ Undo(pages); continue; }", "_pages = pages;")]
    [InlineData("var pages = new PinnedPages(range);", "{ ((IDisposable)pages)?.Dispose(); continue; }", "_pages = pages;")]
    [InlineData("var pages = new PinnedPages(range); _pages = pages;", "continue;", "_frame = pages.Frame;")]
    [InlineData("var pages = new PinnedPages(range); Scratch.Show(pages);", "continue;", "_frame = pages.Frame;")]
    [InlineData("var pages = new PinnedPages(range); Action undo = () => pages.Dispose();", "{ undo(); continue; }", "_pages = pages;")]
    [InlineData("var pages = _pinner.Find(range);", "continue;", "_frame = pages.Frame;")]
    [InlineData("spare ??= new PinnedPages(range);", "continue;", "_pages = spare;")]
    [InlineData("var frame = _pinner.Pin(range.Start);", "{ _pinner.Unpin(range.Start); continue; }", "_frame = frame;")]
    [InlineData("var frame = _pinner.Pin(range.Start);", "{ _pinner.Reset(); continue; }", "_frame = frame;")]
    [InlineData("var frame = _pinner.Pin(range.Start);", "{ UndoPin(range.Start); continue; }", "_frame = frame;")]
    [InlineData("for (var i = 0; i < 2; i++) _pinner.Pin(range.Start);", "{ for (var i = 0; i < 2; i++) _pinner.Unpin(range.Start); continue; }", "_frame = range.Start;")]
    [InlineData("_pinner.Pin(range.Start); _pinned.Add(range.Start);", "continue;", "_frame = range.Start;")]
    [InlineData("var isPinned = false; if (range.Start > 5) { _pinner.Pin(range.Start); isPinned = true; }", "{ if (isPinned) _pinner.Unpin(range.Start); continue; }", "_frame = range.Start;")]
    [InlineData("var bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(1); Scratch.Fill(bytes);", "{ System.Buffers.ArrayPool<byte>.Shared.Return(bytes); continue; }", "_frame = bytes[0];")]
    public Task It_is_silent_where_it_is_given_back_or_somebody_else_may_do_so(string collect, string collided, string commit) => VerifyAsync(ByHand(collect, collided, commit));

    [Fact]
    public Task It_is_silent_on_what_is_disposed_in_a_finally() => VerifyAsync(ByHand(
        "var pages = new PinnedPages(range); var isKept = false; try {", "continue;", "_pages = pages; isKept = true;", "} finally { if (!isKept) pages.Dispose(); }"));

    [Fact]
    public Task It_is_silent_on_what_was_acquired_before_the_section_and_serves_every_attempt() => VerifyAsync(
        ByHand("", "continue;", "_frame = pages.Frame;").Replace("for (var tries", "using var pages = new PinnedPages(range); for (var tries", StringComparison.Ordinal));

    [Fact]
    public Task Its_fix_names_a_Discard_and_writes_it() => VerifyFixAsync(
        Fixable("Collect = [|nameof(Pin)|]", "Collect = [|nameof(PinAll)|]", ""),
        Fixable(
            "Collect = nameof(Pin), Discard = nameof(DiscardFault)",
            "Collect = nameof(PinAll), Discard = nameof(DiscardFaultAll)",
            """

                private static void DiscardFault(PinnedPages collected) => collected.Dispose();

            """,
            """


                private static void DiscardFaultAll(PinnedPages?[] collected)
                {
                    foreach (var each in collected)
                        each?.Dispose();
                }
            """));

    [Theory]
    [InlineData("List<PinnedPages>", "private List<PinnedPages> Pin(AddressRange range) { var all = new List<PinnedPages>(); all.Add(new PinnedPages(range)); return all; }")]
    [InlineData("ulong", "private ulong Pin(AddressRange range) => _pinner.Pin(range.Start);")]
    [InlineData("PinnedPages", "private static PinnedPages Pin(AddressRange range) => new(range); private void DiscardFault() => Touch();")]
    public Task No_fix_is_offered_where_it_is_not_sure_how_to_undo_it(string collected, string collect) => VerifyNoFixAsync(Annotated("[|nameof(Pin)|]", collect, collected));

    [Fact]
    public Task Its_fix_disposes_what_the_commit_does_not_need() => VerifyFixAsync(
        ByHand("var pages = [|new PinnedPages(range)|]; var frame = pages.Frame;", "continue;", "_frame = frame;"),
        ByHand("using var pages = new PinnedPages(range); var frame = pages.Frame;", "continue;", "_frame = frame;"));

    [Theory]
    [InlineData("var pages = [|new PinnedPages(range)|];", "continue;", "_pages = pages;")]
    [InlineData("var frame = [|_pinner.Pin(range.Start)|];", "continue;", "_frame = frame;")]
    [InlineData("var pages = [|new PinnedPages(range)|]; var self = pages.Self;", "continue;", "_pages = self;")]
    public Task No_fix_is_offered_where_the_commit_may_keep_it(string collect, string collided, string commit) => VerifyNoFixAsync(ByHand(collect, collided, commit));

    private static string Fixable(string one, string all, string discard, string discardAll = "") => $$"""
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [ShadowState] private readonly List<object?> _shadow = [];

            [Invalidate]
            private void Drop(AddressRange range) => _shadow.Clear();

            [Fault(Commit = nameof(Map), {{one}})]
            public partial FaultStatus Fault(AddressRange range);

            private static PinnedPages Pin(AddressRange range) => new(range);
        {{discard}}
            private void Map(AddressRange range, PinnedPages pages) => _shadow.Add(pages);

            [Fault(Commit = nameof(MapAll), {{all}})]
            public partial FaultStatus FaultAll(AddressRange range);

            private static PinnedPages?[] PinAll(AddressRange range) => [new PinnedPages(range)];{{discardAll}}

            private void MapAll(AddressRange range, PinnedPages?[] pages) => _shadow.AddRange(pages);
        }
        """ + Types;

    private static string Annotated(string collect, string methods, string collected) => $$"""
        public sealed partial class Mirror : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly Pinner _pinner = new();
            [ShadowState] private readonly List<object?> _shadow = [];

            [Invalidate]
            private void Drop(AddressRange range) => _shadow.Clear();

            [Fault(Collect = {{collect}}, Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange range);

            {{methods}}

            private void Map(AddressRange range, {{collected}} pages) => _shadow.Add(pages);

            private void Touch() => GC.KeepAlive(_pinner);
        }
        """ + Types;

    private static string ByHand(string collect, string collided, string commit, string end = "") => $$"""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Pinner _pinner = new();
            private readonly List<ulong> _pinned = [];
            private PinnedPages? _pages;
            private ulong _frame;

            public bool Fault(AddressRange range)
            {
                PinnedPages? spare = null;
                for (var tries = 0; tries < 10; tries++)
                {
                    var token = ReadBegin();
                    {{collect}}
                    using (_lock.EnterScope())
                    {
                        if (ReadRetry(token))
                            {{collided}}
                        {{commit}}
                        return true;
                    }
                    {{end}}
                }

                GC.KeepAlive(spare);
                return false;
            }

            private void UndoPin(ulong page)
            {
                if (_frame != page)
                    _pinner.Unpin(page);
                else
                    _pinner.Unpin(_frame);
            }

            private PinnedPages Pinned(AddressRange range) => _pinner.PinRange(range);

            private static void Undo(PinnedPages pages) => pages.Dispose();

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages?.Dispose();
                    _pages = null;
                    _pinned.Clear();
                }

                return true;
            }
        }
        """ + Types;
}

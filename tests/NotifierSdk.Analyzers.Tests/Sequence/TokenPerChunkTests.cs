using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class TokenPerChunkTests() : RuleTests("NSDK2007")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong first, ulong count)
            {
                var collected = new List<ulong>();
                ReadToken token = default;
                for (var page = first; page < first + count; page++)
                {
                    token = [|ReadBegin()|];
                    collected.Add(page);
                }

                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    collected.ForEach(page => _pages[page] = page);
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }
        }
        """;

    protected override string Correct => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong first, ulong count)
            {
                var collected = new List<ulong>();
                var token = ReadBegin();
                for (var page = first; page < first + count; page++)
                    collected.Add(page);
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    collected.ForEach(page => _pages[page] = page);
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }
        }
        """;

    protected override string HalfTyped => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong first, ulong count)
            {
                var collected = new List<ulong>();
                ReadToken token = default;
                for (var page = first; page < first + count; page++)
                {
                    token = [|ReadBegin()|];
                    collected.Add(page);
                }

                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    collected.ForEach(page => _pages[page] = page);
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }

            void Half(Missing x) => _lock.
        """;

    [Theory]
    [InlineData("var frame = translate(address);", "_pages[address] = frame;")]
    [InlineData("var frame = Walk(address);", "_pages.Add(address, frame);")]
    [InlineData("var frame = memory.ReadPage(address);", "_frame = frame & ~1UL;")]
    [InlineData("var page = address & ~0xFFFUL; var frame = translate(page);", "_pages[page] = frame;")]
    [InlineData("var frame = await memory.ReadAsync(address).ConfigureAwait(false);", "_pages[address] = frame;")]
    public Task It_fires_where_all_that_is_committed_was_collected_before_the_section(string before, string commit) =>
        VerifyAsync(Straight(before, "[|ReadBegin()|]", "", commit));

    [Theory]
    [InlineData("", "var frame = translate(address);", "_pages[address] = frame;")]
    [InlineData("var hint = translate(address);", "var frame = translate(address);", "_pages[address] = Math.Max(frame, hint);")]
    [InlineData("var key = policy.KeyOf(address);", "", "_pages[address] = key;")]
    [InlineData("var key = policy.ReadKey(address);", "", "_pages[address] = key;")]
    [InlineData("var frame = translate(5);", "", "_pages[address] = frame;")]
    [InlineData("var frame = translate(address);", "Check(frame);", "_pages[address] = frame;")]
    [InlineData("var frame = translate(address);", "", "if (translate(address) != frame) return false; _pages[address] = frame;")]
    [InlineData("var frame = translate(address); GC.KeepAlive(frame);", "", "_pages[address] = address;")]
    [InlineData("var size = memory.Size;", "", "_pages[address] = size;")]
    [InlineData("var frame = translate(address); if (frame > 7) frame = 0;", "", "_pages[address] = frame;")]
    public Task It_is_silent_where_the_section_collects_or_nothing_of_the_mapping_is_committed(string before, string inside, string commit) =>
        VerifyAsync(Straight(before, "ReadBegin()", inside, commit));

    [Fact]
    public Task It_fires_on_a_snapshot_that_every_attempt_commits_again() => VerifyAsync(
        Straight("var frame = translate(address); for (var tries = 0; tries < 3; tries++) {", "[|ReadBegin()|]", "", "_pages[address] = frame;", "}"));

    [Fact]
    public Task It_is_silent_where_a_second_section_has_its_own_token() => VerifyAsync(
        Straight("var first = ReadBegin(); var frame = translate(address);", "ReadBegin()", "", "if (ReadRetry(first)) return false; _pages[address] = frame;"));

    private static string Straight(string before, string begin, string inside, string commit, string end = "") => $$"""
        public sealed class Mirror(Func<ulong, ulong> translate, IGuestMemory memory, IPolicy policy) : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];
            private ulong _frame;

            public ulong Frame => _frame + policy.KeyOf(1) + memory.Size;

            public async Task<bool> Fault(ulong address)
            {
                await Task.CompletedTask;
                {{before}}
                var token = {{begin}};
                {{inside}}
                using (_lock.EnterScope())
                {
                    if (!ReadRetry(token))
                    {
                        {{commit}}
                        return true;
                    }
                }
                {{end}}

                return false;
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                    _frame = 0;
                }

                return true;
            }

            private ulong Walk(ulong address) => translate(address);

            private static void Check(ulong frame) => ArgumentOutOfRangeException.ThrowIfZero(frame);
        }

        public interface IGuestMemory
        {
            ulong Size { get; }

            ulong ReadPage(ulong address);

            ValueTask<ulong> ReadAsync(ulong address);
        }

        public interface IPolicy
        {
            ulong KeyOf(ulong address);

            ulong ReadKey(ulong address);
        }
        """;
}

using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Lifetime;

public class ReadWithoutInsertTests() : RuleTests("NSDK5004")
{
    protected override string Broken => Session("var mirror = new Mirror(); if (isUser) space.Insert(mirror, range); Use([|mirror.ReadBegin()|]);");

    protected override string Correct => Session("var mirror = new Mirror(); if (isUser) space.Insert(mirror, range); if (isUser) Use(mirror.ReadBegin());");

    protected override string HalfTyped => Session("var mirror = new Mirror(); if (isUser) space.Insert(mirror, range); Use([|mirror.ReadBegin()|]); mirror.");

    [Theory]
    [InlineData("var mirror = new Mirror(); if (isUser) space.Insert(mirror, range); Use([|await mirror.ReadBeginAsync(range)|]);")]
    [InlineData("var mirror = new Mirror(); Local(); Use([|mirror.ReadBegin()|]); void Local() { if (isUser) space.Insert(mirror, range); }")]
    [InlineData("var mirror = new Mirror(); if (isUser) Put(mirror); Use([|mirror.ReadBegin()|]); void Put(Mirror put) => space.Insert(put, range);")]
    [InlineData("var mirror = new Mirror(); if (isUser) space.Insert(mirror, range); [|Read(mirror)|]; void Read(Mirror read) => Use(read.ReadBegin());")]
    [InlineData("var mirror = new Mirror(); if (isUser) space.Insert(mirror, range); try { Use([|mirror.ReadBegin()|]); } catch { Console.WriteLine(); throw; }")]
    [InlineData("Local(); void Local() { var mirror = new Mirror(); if (isUser) space.Insert(mirror, range); Use([|mirror.ReadBegin()|]); }")]
    [InlineData("_mirror = new Mirror(); if (isUser && size > 4096) space.Insert(_mirror, range); Use([|_mirror.ReadBegin(range)|]);")]
    [InlineData("var mirror = new Mirror(); switch (size) { case 1: space.Insert(mirror, range); break; case 2: return; } Use([|mirror.ReadBegin()|]);")]
    [InlineData("var mirror = new Mirror(); try { space.Insert(mirror, range); } catch (ObjectDisposedException) { Console.WriteLine(); } Use([|mirror.ReadBegin()|]);")]
    public Task It_fires_where_one_path_inserts_it_and_another_does_not(string code) => VerifyAsync(Session(code.Replace("[|await mirror.ReadBeginAsync(range)|]", "await [|mirror.ReadBeginAsync(range)|]", StringComparison.Ordinal)));

    [Theory]
    [InlineData("var mirror = new Mirror(); space.Insert(mirror, range); Use(mirror.ReadBegin());")]
    [InlineData("var mirror = new Mirror(); if (isUser) space.Insert(mirror, range); if (mirror.IsInserted) Use(mirror.ReadBegin());")]
    [InlineData("var mirror = new Mirror(); if (!isUser) return; space.Insert(mirror, range); Use(mirror.ReadBegin());")]
    [InlineData("var mirror = new Mirror(); var isIn = false; if (isUser) { space.Insert(mirror, range); isIn = true; } if (isIn) Use(mirror.ReadBegin());")]
    [InlineData("var mirror = new Mirror(); if (isUser) space.Insert(mirror, range); else Other(mirror); Use(mirror.ReadBegin());")]
    [InlineData("var mirror = new Mirror(); if (isUser) space.Insert(mirror, range); try { Use(mirror.ReadBegin()); } catch (FaultException) { }")]
    [InlineData("var mirror = new Mirror(); Local(); if (isUser) Use(mirror.ReadBegin()); void Local() { if (isUser) space.Insert(mirror, range); }")]
    [InlineData("var mirror = new Mirror(); Put(mirror, isUser); if (isUser) Use(mirror.ReadBegin()); void Put(Mirror put, bool isWanted) { if (isWanted) space.Insert(put, range); }")]
    [InlineData("var mirror = new Mirror(); if (TryPut()) Use(mirror.ReadBegin()); bool TryPut() { if (!isUser) return false; space.Insert(mirror, range); return true; }")]
    [InlineData("var mirror = new Mirror(); if (isUser) space.Insert(mirror, range); try { Use(mirror.ReadBegin()); } catch when (isUser) { return; }")]
    [InlineData("var mirror = new Mirror(); Use(mirror.ReadBegin());")]
    [InlineData("if (isUser) space.Insert(_mirror, range); Use(_mirror.ReadBegin());")]
    [InlineData("var mirror = new Mirror(); if (isUser) space.Insert(mirror, range); Action read = () => Use(mirror.ReadBegin()); if (isUser) read();")]
    public Task It_is_silent_where_the_reader_asks_or_who_inserts_is_not_known(string code) => VerifyAsync(Session(code));

    private static string Session(string code) => $$"""
        sealed class Session(AddressSpace space, AddressRange range)
        {
            private Mirror _mirror = new();

            public async Task Run(bool isUser, int size)
            {
                await Task.CompletedTask;
                {{code}}
            }

            private void Other(Mirror mirror) => space.Insert(mirror, range);

            private void Use(ReadToken token) => Console.WriteLine($"{token} {_mirror}");
        }

        sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                    SetSeq(invalidation.Sequence);
                return true;
            }
        }
        """;

    [Theory]
    [InlineData("public ReadToken Read() => [|_mirror.ReadBegin()|];")]
    [InlineData("public ReadToken Read() { Console.WriteLine(_options.Attempts); return [|_mirror.ReadBegin()|]; }")]
    [InlineData("public ReadToken Read() => _options.Coherent ? _mirror.ReadBegin() : default;")]
    [InlineData("public ReadToken Read() => IsCoherent(_options) ? _mirror.ReadBegin() : default; static bool IsCoherent(Options options) => options.Coherent;")]
    [InlineData("public ReadToken Read() => _options is { Coherent: true } ? _mirror.ReadBegin() : default;")]
    [InlineData("public ReadToken Read() => _mirror.IsInserted ? _mirror.ReadBegin() : default;")]
    [InlineData("public ReadToken Read() => _mirror.ReadBegin(); public Options Options => _options;")]
    [InlineData("public ReadToken Read() => _mirror.ReadBegin(); public void Late(AddressSpace space) => space.Insert(_mirror, default);")]
    [InlineData("public ReadToken Read() => _mirror.ReadBegin(); public Mirror Shown => _mirror;")]
    [InlineData("private ReadToken Read() => _mirror.ReadBegin(); public ReadToken Asks() => _options.Coherent ? Read() : default;")]
    public Task A_notifier_that_the_constructor_inserts_under_a_condition_is_read_under_it(string read) => VerifyAsync($$"""
        public sealed record Options(bool Coherent, int Attempts);

        public sealed class Importer : IDisposable
        {
            private readonly Options _options;
            private readonly Mirror _mirror = new();

            public Importer(AddressSpace space, AddressRange range, Options options)
            {
                _options = options;
                if (options.Coherent)
                    space.Insert(_mirror, range);
            }

            {{read}}

            public void Dispose()
            {
                if (_options.Coherent)
                    _mirror.Remove();
            }
        }

        public sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """);
}

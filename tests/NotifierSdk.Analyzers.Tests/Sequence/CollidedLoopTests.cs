using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class CollidedLoopTests() : RuleTests("NSDK2015")
{
    protected override string Broken => Caller("[|while|] (mirror.Fault(address) == FaultStatus.Collided) ;");

    protected override string Correct => Caller("for (var tries = 0; tries < 3 && mirror.Fault(address) == FaultStatus.Collided; tries++) Thread.Yield();");

    protected override string HalfTyped => Caller("[|while|] (mirror.Fault(address) == FaultStatus.Collided) ; mirror.Fault(");

    [Theory]
    [InlineData("[|while|] (mirror.Fault(address) == FaultStatus.Collided) { }")]
    [InlineData("[|while|] (FaultStatus.Collided == mirror.Fault(address)) continue;")]
    [InlineData("[|while|] (mirror.Fault(address) is FaultStatus.Collided) ;")]
    [InlineData("[|while|] (mirror.Fault(address) is FaultStatus.Collided or FaultStatus.TimedOut) ;")]
    [InlineData("[|while|] (mirror.Fault(address) != FaultStatus.Completed) ;")]
    [InlineData("FaultStatus status; [|do|] status = mirror.Fault(address); while (status == FaultStatus.Collided);")]
    [InlineData("FaultStatus status; [|while|] ((status = mirror.Fault(address)) == FaultStatus.Collided) ; GC.KeepAlive(status);")]
    [InlineData("[|for|] (;;) { if (mirror.Fault(address) != FaultStatus.Collided) break; }")]
    [InlineData("[|while|] (true) { var status = mirror.Fault(address); if (status == FaultStatus.Completed) return; if (!(status == FaultStatus.Collided)) throw new FaultException(status); }")]
    [InlineData("[|while|] (true) { switch (mirror.Fault(address)) { case FaultStatus.Collided: break; default: return; } }")]
    [InlineData("[|while|] (true) { var hasCollided = mirror.Fault(address) == FaultStatus.Collided; if (!hasCollided) break; }")]
    [InlineData("[|while|] (await mirror.FaultAsync(address).ConfigureAwait(false) == FaultStatus.Collided) ;")]
    [InlineData("[|while|] (mirror.Map(AddressRange.FromLength(address, 1)) == FaultStatus.Collided) ;")]
    public Task It_fires_where_a_collision_leads_straight_back(string loop) => VerifyAsync(Caller(loop));

    [Theory]
    [InlineData("while (mirror.Fault(address) == FaultStatus.Collided) Thread.Yield();")]
    [InlineData("var spin = new SpinWait(); while (mirror.Fault(address) == FaultStatus.Collided) spin.SpinOnce();")]
    [InlineData("while (mirror.Fault(address) == FaultStatus.Collided) await Task.Delay(1, cancellationToken);")]
    [InlineData("while (mirror.Fault(address) == FaultStatus.Collided && !cancellationToken.IsCancellationRequested) ;")]
    [InlineData("while (mirror.FaultOrCancel(address, cancellationToken) == FaultStatus.Collided) ;")]
    [InlineData("for (var tries = 3; mirror.Fault(address) == FaultStatus.Collided && tries > 0; tries--) ;")]
    [InlineData("while (mirror.Fault(address++) == FaultStatus.Collided) ;")]
    [InlineData("while (mirror.Fault(Next()) == FaultStatus.Collided) ;")]
    [InlineData("while (mirror.Fault(address) != FaultStatus.Collided) ;")]
    [InlineData("while (mirror.Fault(address) == FaultStatus.Completed) ;")]
    [InlineData("while (_isRunning && mirror.Fault(address) == FaultStatus.Collided) ;")]
    [InlineData("while (true) { if (mirror.Fault(address) == FaultStatus.Collided) break; }")]
    [InlineData("while (true) { switch (mirror.Fault(address)) { case FaultStatus.Completed: continue; default: return; } }")]
    [InlineData("while (true) { switch (mirror.Fault(address)) { case FaultStatus.Collided when _isRunning: continue; default: return; } }")]
    [InlineData("while (true) { var hasCollided = mirror.Fault(address) == FaultStatus.Collided; if (hasCollided) break; }")]
    [InlineData("do { if (mirror.Fault(address) == FaultStatus.Collided) return; } while (true);")]
    [InlineData("foreach (var page in new[] { address }) { if (mirror.Fault(page) == FaultStatus.Collided) continue; }")]
    [InlineData("while (mirror.Fault(address) == FaultStatus.Collided) address += 4096;")]
    [InlineData("while (mirror.Fault(address) == FaultStatus.Collided) { if (_isRunning) break; }")]
    public Task It_is_silent_where_anything_else_happens(string loop) => VerifyAsync(Caller(loop));

    private static string Caller(string loop) => $$"""
        public sealed class Engine
        {
            private volatile bool _isRunning = true;

            public async Task Run(Mirror mirror, ulong address, CancellationToken cancellationToken)
            {
                {{loop}}
                await Task.CompletedTask;
            }

            public void Stop() => _isRunning = false;

            private static ulong Next() => (ulong)Environment.TickCount64;
        }

        public abstract class Mirror
        {
            public abstract FaultStatus Fault(ulong address);

            public abstract FaultStatus Map(AddressRange range);

            public abstract ValueTask<FaultStatus> FaultAsync(ulong address);

            public abstract FaultStatus FaultOrCancel(ulong address, CancellationToken cancellationToken);
        }
        """;
}

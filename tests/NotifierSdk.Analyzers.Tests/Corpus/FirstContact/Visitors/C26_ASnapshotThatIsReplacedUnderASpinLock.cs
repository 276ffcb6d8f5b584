// Correct: the code map is immutable; it is replaced under a SpinLock and read without any lock, which suits managed code blocks.
using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class TranslatedCode : IntervalNotifier
{
    private readonly Func<ulong, Action> _compile;
    private ImmutableDictionary<ulong, Action> _blocks = ImmutableDictionary<ulong, Action>.Empty;
    private SpinLock _spin = new(enableThreadOwnerTracking: false);
    private long _runs;

    public TranslatedCode(Func<ulong, Action> compile)
    {
        _compile = compile;
    }

    public long Runs => Interlocked.Read(ref _runs);

    public void Run(ulong pc, CancellationToken stop)
    {
        if (!Volatile.Read(ref _blocks).TryGetValue(pc, out var block) && !TryTranslate(pc, stop, out block))
            throw new InvalidOperationException($"no code at {pc:x}");
        Interlocked.Increment(ref _runs);
        block();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var taken = false;
        try
        {
            if (invalidation.IsBlockable)
                _spin.Enter(ref taken);
            else
                _spin.TryEnter(ref taken);
            if (!taken)
                return false;

            SetSeq(invalidation.Sequence);
            var overlap = invalidation.Overlap;
            Volatile.Write(ref _blocks, _blocks.RemoveRange(_blocks.Keys.Where(pc => PageOf(pc).Overlaps(overlap))));
            return true;
        }
        finally
        {
            if (taken)
                _spin.Exit();
        }
    }

    protected override void WaitForCommits()
    {
        var taken = false;
        _spin.Enter(ref taken);
        _spin.Exit();
    }

    // A block never crosses the end of its page.
    private static AddressRange PageOf(ulong pc) => AddressRange.FromLength(pc & ~0xFFFul, 0x1000);

    private bool TryTranslate(ulong pc, CancellationToken stop, out Action block)
    {
        for (var attempt = 0; attempt < 64; attempt++)
        {
            var token = ReadBegin(PageOf(pc), stop);
            block = _compile(pc);
            var taken = false;
            try
            {
                _spin.Enter(ref taken);
                if (ReadRetry(token))
                    continue;
                Volatile.Write(ref _blocks, _blocks.SetItem(pc, block));
                return true;
            }
            finally
            {
                if (taken)
                    _spin.Exit();
            }
        }

        block = static () => { };
        return false;
    }
}

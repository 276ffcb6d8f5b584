namespace NotifierSdk.Analyzers.Tests.Robustness;

/// <summary>Drivers with as many of the SDK's ways as fit on a page.</summary>
internal static class Drivers
{
    public static IReadOnlyList<string> All => [Annotated, ByHand, Wrong];

    public const string Annotated = """
        sealed class Device { public SemaphoreSlim Gate { get; } = new(1, 1); }

        public sealed partial class Umem(Device device) : IntervalNotifier
        {
            private readonly Device _device = device;
            [GuardedBy("_device.Gate")] private readonly SortedSet<ulong> _pages = [];

            [DriverLock] private SemaphoreSlim Gate => _device.Gate;

            [InvalidateStart(IgnoreOwn = true)]
            private bool Begin(in Invalidation invalidation, out FinishState finish)
            {
                finish = new FinishState(invalidation.Owner, (ulong)_pages.Count);
                return invalidation.Event switch { InvalidationEvent.Release => true, _ => Drop(invalidation.Range) };
            }

            [InvalidateFinish]
            private void End(FinishState finish) => _ = finish.Value;

            [RequiresLock(nameof(Gate))]
            private bool Drop(AddressRange range) => _pages.RemoveWhere(page => range.Start <= page && page <= range.Last) >= 0;

            [Fault(Collect = nameof(Pin), Commit = nameof(Map), Discard = nameof(Unpin), MaxAttempts = 3)]
            public partial ValueTask<FaultStatus> FaultAsync(AddressRange range, CancellationToken cancellationToken = default);

            private static async ValueTask<ulong[]> Pin(AddressRange range, ReadSection section)
            {
                await Task.Yield();
                return section.HasCollided ? [] : [range.Start];
            }

            private void Map(ulong[] pages) => _pages.UnionWith(pages);

            private void Unpin(ulong[] pages) { }
        }
        """;

    public const string ByHand = """
        sealed class Mirror : IntervalNotifier, IDisposable
        {
            private readonly DriverLock _gate = new();
            private readonly Dictionary<ulong, object> _pages = new();
            private static readonly Lock s_count = new();

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                if (ReferenceEquals(invalidation.Owner, this)) return true;
                if (invalidation.IsBlockable) _gate.Enter();
                else if (!_gate.TryEnter()) return false;
                try
                {
                    SetSeq(invalidation.Sequence);
                    foreach (var (page, _) in _pages) if (invalidation.Range.Contains(page)) _pages.Remove(page);
                }
                finally { _gate.Exit(); }
                return Helper(invalidation.Range) is var done && done;
                bool Helper(AddressRange range) { lock (s_count) RemoveLater(); return range.IsAll || !range.IsAll; }
            }

            public FaultStatus Fault(AddressRange range, Func<ulong, object> translate)
            {
                for (var attempt = 0; attempt < 8; attempt++)
                {
                    var token = ReadBegin(range, TimeSpan.FromSeconds(1));
                    var page = translate(range.Start);
                    using (_gate.EnterScope())
                    {
                        if (ReadRetry(token)) continue;
                        _pages[range.Start] = page;
                        return FaultStatus.Completed;
                    }
                }
                return CheckRetry(ReadBegin()) ? FaultStatus.Collided : throw new InvalidOperationException();
            }

            public void Dispose() { if (IsInserted) Remove(); }
        }
        """;

    public const string Wrong = """
        partial class Broken : IntervalNotifier
        {
            [DriverLock] private ReaderWriterLockSlim _gate = new();
            private int _count;
            private ReadToken _token;

            [Invalidate] private async Task Unmap(int page) { await Task.Yield(); Remove(); }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                lock (_gate) { Leave(); }
                Monitor.Enter(_gate);
                try { if (_count++ > 0) goto done; SetSeq(default); }
                catch (Exception e) when (e is not null) { throw; }
                finally { _gate.ExitWriteLock(); }
                done: return ReadRetry(_token = ReadBegin()) || Space!.TryBeginInvalidate(Range, InvalidationEvent.Unmap, out _);
            }

            private void Leave() { Remove(TimeSpan.Zero); Leave(); }

            [Fault(Commit = nameof(Leave), Collect = "Missing")]
            public partial int Fault(AddressRange range);

            class Nested { void M(Broken b) { b.Remove(); using var scope = b.Space!.BeginInvalidate(b.Range, InvalidationEvent.Unmap); b.Leave(); } }
        }
        """;
}

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;

namespace Drivers.Shapes;

/// <summary>A generic driver with constraints, and a generic fault.</summary>
internal abstract partial class Generic<TKey, TBlock> : IntervalNotifier
    where TKey : struct, IEquatable<TKey>
    where TBlock : class, new()
{
    [DriverLock] protected readonly DriverLock Gate = new();

    private readonly Dictionary<TKey, TBlock?> _blocks = [];

    [Invalidate] private void Drop() => _blocks.Clear();

    [Fault(Collect = nameof(Translate), Commit = nameof(Publish))]
    protected internal partial TBlock? Find<TExtra>(AddressRange range, TKey key, TExtra? extra, params string?[] names)
        where TExtra : notnull, IComparable<TExtra>;

    [Fault(Collect = nameof(TranslateAsync), Commit = nameof(Publish))]
    protected internal partial ValueTask<TBlock?> FindAsync((TKey Key, AddressRange? Hint) at, AddressRange range, TKey key, CancellationToken cancellationToken = default);

    private TBlock? Translate(TKey key, string?[] names) => new();

    private async Task<TBlock?> TranslateAsync(TKey key, (TKey Key, AddressRange? Hint) at)
    {
        await Task.Yield();
        return new();
    }

    private TBlock? Publish(TKey key, TBlock? block) => _blocks[key] = block;
}

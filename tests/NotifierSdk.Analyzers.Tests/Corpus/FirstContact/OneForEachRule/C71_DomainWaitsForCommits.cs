// Correct: a hand-written driver that frees its device after commits are over
public interface IIommu : IDisposable { void Program(ulong iova, ulong pa); void Unprogram(ulong iova); }

public abstract class DomainBase : IntervalNotifier
{
    protected DriverLock Gate { get; } = new("domain");

    protected sealed override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Gate.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
                Drop(page);
        }

        return true;
    }

    protected sealed override void WaitForCommits()
    {
        Gate.Enter();
        Gate.Exit();
    }

    protected abstract void Drop(ulong page);
}

public sealed class Domain : DomainBase, IDisposable
{
    private readonly IIommu _device;
    private readonly HashSet<ulong> _mapped = [];

    public Domain(IIommu device) => _device = device;

    protected override void Drop(ulong page)
    {
        if (_mapped.Remove(page))
            _device.Unprogram(page);
    }

    public FaultStatus Map(ulong iova, Func<ulong, ulong> pin)
    {
        for (var i = 0; i < 20; i++)
        {
            var status = TryReadBegin(AddressRange.FromLength(iova, 4096), TimeSpan.FromSeconds(1), out var token);
            if (status is not FaultStatus.Completed)
                return status;
            var pa = pin(iova);
            using (Gate.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _device.Program(iova, pa);
                    _mapped.Add(iova);
                    return FaultStatus.Completed;
                }
            }
        }

        return FaultStatus.Collided;
    }

    public void Dispose()
    {
        if (TryRemove())
            _device.Dispose();
    }
}

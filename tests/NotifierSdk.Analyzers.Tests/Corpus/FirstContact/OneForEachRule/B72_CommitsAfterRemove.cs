// Breaks: NSDK5011
// Bug: a commit that is under way when Remove returns uses the device that Dispose closes
public interface IDevice : IDisposable { void Program(ulong iova, ulong pa); void Unprogram(ulong iova); }

public sealed class IommuDomain : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new();
    private readonly IDevice _device;
    private readonly HashSet<ulong> _mapped = [];

    public IommuDomain(IDevice device) => _device = device;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
            {
                if (_mapped.Remove(page))
                    _device.Unprogram(page);
            }
        }

        return true;
    }

    public FaultStatus Map(ulong iova, Func<ulong, ulong> pin)
    {
        for (var i = 0; i < 20; i++)
        {
            var status = TryReadBegin(AddressRange.FromLength(iova, 4096), TimeSpan.FromSeconds(1), out var token);
            if (status is not FaultStatus.Completed)
                return status;
            var pa = pin(iova);
            using (_lock.EnterScope())
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
        Remove();
        _device.Dispose();
    }
}

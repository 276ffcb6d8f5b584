using NotifierSdk;

namespace RegistrationCacheSample.Cache;

/// <summary>The shadow: registrations by address, none of which overlaps another, and those that nobody uses by age. Under the cache's lock.</summary>
internal sealed class RegistrationTable(CacheLimits limits)
{
    private readonly List<Registration> _registrations = []; // in order of address
    private readonly LinkedList<Registration> _idle = []; // the longest unused first
    private ulong _bytes;
    private long _hits, _misses, _merges, _evictions, _invalidated;
    private int _leaving;

    internal CacheStatistics Statistics => new()
    {
        Hits = _hits,
        Misses = _misses,
        Merges = _merges,
        Evictions = _evictions,
        Invalidated = _invalidated,
        Registrations = _registrations.Count,
        Bytes = _bytes,
        Leaving = _leaving,
    };

    /// <summary>The registration that has all of the range, with one user more.</summary>
    internal Registration? Use(AddressRange range)
    {
        var index = IndexOf(range);
        if (index == _registrations.Count || !_registrations[index].Range.Contains(range))
            return null;
        var found = _registrations[index];
        _hits++;
        if (found.Users++ == 0)
            _idle.Remove(found.Idle);
        return found;
    }

    /// <summary>The range together with whatever it overlaps, unless that is too much.</summary>
    internal AddressRange Merge(AddressRange range)
    {
        var (start, last) = (range.Start, range.Last);
        for (var index = IndexOf(range); index < _registrations.Count && _registrations[index].Range.Overlaps(range); index++)
            (start, last) = (Math.Min(start, _registrations[index].Range.Start), Math.Max(last, _registrations[index].Range.Last));
        return last - start < limits.MaxBytes / 2 ? AddressRange.FromBounds(start, last) : range;
    }

    /// <summary>Enters a registration with one user, in place of those that it overlaps.</summary>
    internal void Add(Registration registration, List<Registration> unused)
    {
        if (TakeOut(registration.Range, unused) > 0)
            _merges++;
        _registrations.Insert(IndexOf(registration.Range), registration);
        _bytes += registration.Range.Length;
        registration.Users = 1;
        _misses++;
        Evict(unused);
    }

    /// <summary>Takes out whatever overlaps the range.</summary>
    internal void Invalidate(AddressRange range, List<Registration> unused) => _invalidated += TakeOut(range, unused);

    /// <summary>One user less.</summary>
    internal void LetGo(Registration registration, List<Registration> unused)
    {
        if (--registration.Users > 0)
            return;
        if (registration.IsGone)
        {
            _leaving--;
            unused.Add(registration);
        }
        else
        {
            _idle.AddLast(registration.Idle);
            Evict(unused);
        }
    }

    /// <summary>Takes out one that is in use.</summary>
    internal void Expel(Registration registration)
    {
        if (registration.IsGone)
            return;
        _registrations.RemoveAt(IndexOf(registration.Range));
        Gone(registration);
    }

    // How many.
    private int TakeOut(AddressRange range, List<Registration> unused)
    {
        var first = IndexOf(range);
        var end = first;
        for (; end < _registrations.Count && _registrations[end].Range.Overlaps(range); end++)
        {
            if (Gone(_registrations[end]))
                unused.Add(_registrations[end]);
        }

        _registrations.RemoveRange(first, end - first);
        return end - first;
    }

    private void Evict(List<Registration> unused)
    {
        while ((_registrations.Count > limits.MaxRegistrations || _bytes > limits.MaxBytes) && _idle.First is { Value: var oldest })
        {
            _registrations.RemoveAt(IndexOf(oldest.Range));
            Gone(oldest);
            unused.Add(oldest);
            _evictions++;
        }
    }

    // Whether nobody uses it.
    private bool Gone(Registration registration)
    {
        registration.IsGone = true;
        _bytes -= registration.Range.Length;
        if (registration.Users > 0)
        {
            _leaving++;
            return false;
        }

        _idle.Remove(registration.Idle);
        return true;
    }

    // The first that ends at or after the start of the range.
    private int IndexOf(AddressRange range)
    {
        var (low, high) = (0, _registrations.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_registrations[middle].Range.Last < range.Start)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}

using NotifierSdk.Testing.Scheduling;

namespace NotifierSdk.Testing.Oracle;

/// <summary>A shadow, as its device sees it, beside the mapping that it mirrors.</summary>
internal interface IShadowMirror
{
    IntervalNotifier Driver { get; }

    /// <summary>The locks that looks at it have taken so far.</summary>
    HashSet<object> Locks { get; }

    /// <summary>Looks at every page; what has changed since the last look was changed by the thread that has just run.</summary>
    void Look(Run run, ProtocolOracle oracle);

    /// <summary>After a begin: nothing of the range is left.</summary>
    void CheckEmpty(Run run, ProtocolOracle oracle, AddressSpace space, AddressRange range);

    /// <summary>After an end, and with no space when all is over: what is left is what the mapping says.</summary>
    void CheckCurrent(Run run, ProtocolOracle oracle, AddressSpace? space, AddressRange range);

    /// <summary>What it held at the last look, in words.</summary>
    string Describe();

    /// <summary>What the mapping holds now, in words.</summary>
    string DescribeMapping();
}

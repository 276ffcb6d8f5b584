namespace NotifierSdk.Benchmarks.Gate;

/// <summary>A row of which only the allocated bytes count.</summary>
internal sealed class Footprint(string name, Func<double> bytes) : Row(name)
{
    internal override Result Measure() => new(Name, null, null, null, null, bytes());
}

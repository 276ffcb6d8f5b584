namespace NotifierSdk.Benchmarks.Gate;

/// <summary>A line of the table. Goals name it.</summary>
internal abstract class Row(string name)
{
    internal string Name { get; } = name;

    internal abstract Result Measure();
}

/// <summary>What a row came to.</summary>
/// <param name="Name">The row.</param>
/// <param name="Nanoseconds">The median for one operation; null where only bytes count.</param>
/// <param name="AgainstName">What it was compared with, if anything.</param>
/// <param name="AgainstNanoseconds">The median of that.</param>
/// <param name="Bytes">What one operation allocates on its thread; null where several threads ran.</param>
internal sealed record Result(string Name, double? Nanoseconds, string? AgainstName, double? AgainstNanoseconds, double? Bytes)
{
    /// <summary>The ratio of the medians.</summary>
    internal double? Ratio => Nanoseconds / AgainstNanoseconds;
}

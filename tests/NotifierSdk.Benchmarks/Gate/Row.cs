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
/// <param name="Ratio">The ratio of the two, as far as it could be told.</param>
/// <param name="Bytes">What one operation allocates on its thread; null where several threads ran.</param>
internal sealed record Result(string Name, double? Nanoseconds, string? AgainstName, double? AgainstNanoseconds, Ratio? Ratio, double? Bytes);

/// <summary>A ratio that was measured several times in one run.</summary>
/// <param name="Median">The median.</param>
/// <param name="Lowest">The lowest that a part of the run came to.</param>
/// <param name="Highest">The highest.</param>
/// <param name="IsAgreed">Whether the parts agreed. If not, the machine was too busy to tell more than the bounds.</param>
/// <param name="IsFair">Whether the threads got the processors that they work on. If not, nothing can be told.</param>
internal sealed record Ratio(double Median, double Lowest, double Highest, bool IsAgreed, bool IsFair)
{
    internal bool IsStable => IsAgreed && IsFair;
}

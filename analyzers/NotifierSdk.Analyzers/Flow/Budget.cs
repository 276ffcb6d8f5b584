namespace NotifierSdk.Analyzers.Flow;

/// <summary>How many operations the rules look at, all together, for the sake of one type. Generated monsters are given up on.</summary>
internal sealed class Budget(CancellationToken cancellationToken)
{
    /// <summary>Ten times what all rules need for a thousand lines of one type.</summary>
    public const int Most = 2_000_000;

    /// <summary>How many were looked at.</summary>
    public int Spent { get; private set; }

    /// <summary>Whether there is anything left.</summary>
    public bool IsSpent => Spent > Most;

    /// <summary>Counts what is looked at next.</summary>
    /// <exception cref="BudgetSpentException">That would be too much.</exception>
    public void Spend(int operations)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Spent += operations;
        if (IsSpent)
            throw new BudgetSpentException();
    }
}

namespace NotifierSdk.Analyzers.Flow;

/// <summary>A type is too large to be looked at to the end; what was found of it so far may be wrong.</summary>
internal sealed class BudgetSpentException : Exception;

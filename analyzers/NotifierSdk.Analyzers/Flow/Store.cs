using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>Something is stored.</summary>
/// <param name="Step">What stores it.</param>
/// <param name="Value">The value; null if that is not known.</param>
/// <param name="Body">Where it does.</param>
internal sealed record Store(IOperation Step, IOperation? Value, Body Body);

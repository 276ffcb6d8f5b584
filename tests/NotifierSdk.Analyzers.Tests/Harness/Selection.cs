namespace NotifierSdk.Analyzers.Tests.Harness;

/// <summary>
/// How much of a product, as of every rewriting with every driver, is tried: a part of it, chosen so that each factor is in it many times, or with <c>NOTIFIERSDK_FUZZ=1</c> all of it. The part is always the same.
/// </summary>
internal static class Selection
{
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("NOTIFIERSDK_FUZZ") == "1";

    /// <summary>One of so many items in a row, beginning with another one for each number, so that what is left out of one row is taken of the next.</summary>
    public static IEnumerable<T> Every<T>(int stride, int number, IEnumerable<T> items) =>
        IsWhole ? items : items.Where((_, at) => (at + number) % stride == 0);

    /// <summary>At most so many of the items, spread over all of them.</summary>
    public static IEnumerable<T> Spread<T>(int most, int number, IReadOnlyList<T> items) =>
        IsWhole || items.Count <= most ? items : Enumerable.Range(0, most).Select(at => items[(number + (at * items.Count / most)) % items.Count]);
}

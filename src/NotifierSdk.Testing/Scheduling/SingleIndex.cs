namespace NotifierSdk.Testing.Scheduling;

/// <summary>The arrays of one index: most decisions have one possibility.</summary>
internal static class SingleIndex
{
    private static readonly int[][] s_arrays = [.. Enumerable.Range(0, 16).Select(index => new[] { index })];

    internal static int[] Of(int index) => index < s_arrays.Length ? s_arrays[index] : [index];
}

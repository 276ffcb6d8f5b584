using System.Globalization;
using RegistrationCacheSample.Machine;

namespace RegistrationCacheSample.Display;

/// <summary>One line a second, for logs and pipes.</summary>
internal static class PlainLines
{
    internal static void Print(Load load, Options options, CancellationToken cancellationToken)
    {
        for (var second = 1; second <= options.Seconds && !cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(1)) && load.Stale == 0; second++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{second,3} s: {load.Sends} sends, {load.Changes} changes; {Text(load.Cache)}"));
    }

    internal static string Text(IEnumerable<(string What, long Count)> counts) =>
        string.Join(", ", counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Count} {count.What}")));
}

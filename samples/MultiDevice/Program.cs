using System.Globalization;
using MultiDevice.Devices;
using MultiDevice.Drawing;
using MultiDevice.Drivers;

namespace MultiDevice;

/// <summary>Tells the same story with one pass and with two, draws both, and says whether a device could reach what had changed.</summary>
internal static class Program
{
    private const int Ok = 0, Stale = 1;

    private static int Main(string[] arguments) => Options.Run(arguments, Run);

    private static int Run(Options options)
    {
        Warm(options);
        var onePass = Tell("one pass: each driver waits for its own device", options, device => new OnePassDriver(device));
        var twoPasses = options.IsUnsafe
            ? Tell("two passes, without the wait", options, device => new UnsafeDriver(device))
            : Tell("two passes: all flush, then all wait", options, device => new TwoPassDriver(device));
        if (options.Output is { } path && !TryWrite(path, Draw([onePass, twoPasses], options)))
            return Options.BadUsage;

        Story[] stories = [onePass, twoPasses];
        foreach (var story in stories)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{story.Timeline.Title}: begin took {story.FirstBegin.TotalMilliseconds:F2} ms; {story.Refusals} refused, {story.Failures} failed, {story.Removals} removed"));
        var stale = stories.Sum(story => story.Stale);
        var isAsTold = stories.All(story => story is { Refusals: 1, Failures: 1, Removals: 1 });
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"verdict: {(stale > 0 ? "CORRUPTED" : isAsTold ? "ok" : "WRONG")} one-pass={onePass.FirstBegin.TotalMilliseconds:F2} two-pass={twoPasses.FirstBegin.TotalMilliseconds:F2} stale={stale}"));
        return stale == 0 && isAsTold ? Ok : Stale;
    }

    // Once without a record, so that what is drawn is not the compiler's work.
    private static void Warm(Options options)
    {
        var quick = options with { FlushTime = TimeSpan.FromMicroseconds(10) };
        for (var round = 0; round < 3; round++)
        {
            Tell("", quick, device => new OnePassDriver(device));
            Tell("", quick, device => new TwoPassDriver(device));
        }
    }

    private static Story Tell(string title, Options options, Func<TlbDevice, IMirror> makeDriver)
    {
        using var story = new Story(title, options.Devices, options.FlushTime, makeDriver);
        story.Run();
        return story;
    }

    private static string Draw(Story[] stories, Options options) => SvgTimeline.Draw(
        [.. stories.Select(story => story.Timeline)],
        [Story.Owner, .. Enumerable.Range(0, options.Devices).Select(number => $"device {number}"), Story.Remover]);

    private static bool TryWrite(string path, string svg)
    {
        try
        {
            File.WriteAllText(path, svg);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Console.Error.WriteLine($"--output '{path}' cannot be written: {exception.Message} Name a file in a directory that is there.");
            return false;
        }
    }
}

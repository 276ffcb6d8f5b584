using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace NotifierSdk.Testing.Scheduling;

/// <summary>Where a thread was blocked in something that the explorer does not control, and what to do about it.</summary>
internal static class ForeignBlocking
{
    internal static string Describe(string thread, ThreadInterruptedException exception)
    {
        var frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames();
        var place = Array.FindIndex(frames, frame => frame.GetMethod() is { } method && !IsForeign(method));
        var primitive = frames.Length > 0 && place != 0 ? frames[Math.Max(0, place - 1)].GetMethod() : null;
        var what = primitive is null ? "something" : $"{primitive.DeclaringType?.Name}.{primitive.Name}";
        var where = place < 0 ? "" : $" in {Describe(frames[place])}";
        return $"'{thread}' is blocked in {what}{where}, which the explorer does not control: while it waits there, no other thread of the scenario may run. {Remedy(primitive)}";
    }

    /// <summary>The interruption that led to an exception: a callback that was blocked throws through the runtime, which wraps what it threw.</summary>
    internal static ThreadInterruptedException? InterruptionIn(Exception? exception) => exception switch
    {
        null => null,
        ThreadInterruptedException interruption => interruption,
        AggregateException several => several.InnerExceptions.Select(InterruptionIn).FirstOrDefault(found => found is not null),
        _ => InterruptionIn(exception.InnerException),
    };

    private static string Remedy(MethodBase? primitive) => primitive?.DeclaringType?.Name switch
    {
        "Thread" when primitive.Name == "Sleep" => $"Leave the sleep out: an {nameof(Interleavings)}.{nameof(Interleavings.Point)} lets the others run.",
        "Task" or "ManualResetEventSlim" or "TaskAwaiter" => "Await it in a thread of the scenario with an asynchronous body.",
        _ => $"Make the lock a {nameof(DriverLock)}, or let the generator take it: those the explorer controls.",
    };

    private static string Describe(StackFrame frame)
    {
        var method = frame.GetMethod()!;
        var name = $"{method.DeclaringType?.Name}.{method.Name}";
        return frame.GetFileName() is { } file
            ? string.Create(CultureInfo.InvariantCulture, $"{name} ({Path.GetFileName(file)}:{frame.GetFileLineNumber()})")
            : name;
    }

    private static bool IsForeign(MethodBase method) =>
        method.DeclaringType?.Assembly is { } assembly && (assembly == typeof(object).Assembly || assembly == typeof(IntervalNotifier).Assembly);
}

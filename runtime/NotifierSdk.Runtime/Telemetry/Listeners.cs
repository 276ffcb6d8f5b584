using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace NotifierSdk.Telemetry;

/// <summary>
/// Calls those who listen: handlers, and listeners of the meter and the event source. They are other people's code, called in the midst of the protocol's steps; what
/// they throw is told to whoever listens to traces, and cuts no step short.
/// </summary>
internal static class Listeners
{
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "There is nobody to throw at; it is traced.")]
    internal static void Tell<T>(T told, Action<T> tell)
    {
        try
        {
            tell(told);
        }
        catch (Exception exception)
        {
            Trace(exception);
        }
    }

    internal static void Count(Counter<long> counter, KeyValuePair<string, object?> tag) =>
        Tell((counter, tag), static told => told.counter.Add(1, told.tag));

    internal static void Count(Counter<long> counter, KeyValuePair<string, object?> tag, KeyValuePair<string, object?> second) =>
        Tell((counter, tag, second), static told => told.counter.Add(1, told.tag, told.second));

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A listener of traces that throws is the last one: nobody is left to be told.")]
    private static void Trace(Exception exception)
    {
        try
        {
            System.Diagnostics.Trace.TraceError($"A listener or handler of NotifierSdk threw; what it was called for went on without it. {exception}");
        }
        catch (Exception)
        {
            // Nobody is left to be told.
        }
    }
}

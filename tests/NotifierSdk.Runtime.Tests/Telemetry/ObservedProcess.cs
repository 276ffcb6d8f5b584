using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace NotifierSdk.Runtime.Tests.Telemetry;

/// <summary>A process that uses the runtime, and a session in which its events are read from here.</summary>
internal sealed class ObservedProcess : IDisposable
{
    /// <summary>How long anything may take: a process has to start on a busy machine. Everything here that waits gives up after it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private EventPipeSession? _session;
    private Task? _reading;

    internal ObservedProcess()
    {
        var start = new ProcessStartInfo(Host(), ["exec", Path.Combine(AppContext.BaseDirectory, "NotifierSdk.Runtime.Tests.Observed.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_EnableDiagnostics"] = "1" },
        };
        _process = Process.Start(start)!;
    }

    /// <summary>Waits until the process is ready and opens a session with it; the handler is called on a thread of its own.</summary>
    internal async Task Observe(EventPipeProvider provider, Action<TraceEvent> handler)
    {
        Assert.Equal("ready", await ReadLine());
        _session = await new DiagnosticsClient(_process.Id).StartEventPipeSessionAsync(provider, requestRundown: false, token: CancellationToken.None).WaitAsync(Patience);
        _reading = Task.Factory.StartNew(
            () =>
            {
                using var source = new EventPipeEventSource(_session.EventStream);
                source.Dynamic.All += written =>
                {
                    if (written.ProviderName == provider.Name)
                        handler(written);
                };
                source.Process();
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Has the process do its work once: a hundred invalidations, each of which collides with a read section.</summary>
    internal async Task Work()
    {
        await _process.StandardInput.WriteLineAsync("work");
        await _process.StandardInput.FlushAsync();
        Assert.Equal("worked", await ReadLine());
    }

    /// <summary>Ends the session, waits until all that was written in it is read, and then for the process to leave.</summary>
    internal async Task Leave()
    {
        await _session!.StopAsync(CancellationToken.None).WaitAsync(Patience);
        await _reading!.WaitAsync(Patience);
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(); // and the stream ends, and with it whoever reads it
        _session?.Dispose();
        _process.Dispose();
    }

    private Task<string?> ReadLine() => _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    // The host of the runtime that runs this test, wherever it was installed.
    private static string Host() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}

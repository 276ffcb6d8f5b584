using System.Diagnostics;
using System.Text.Json;
using StreamJsonRpc;

namespace NotifierSdk.Package.Tests;

/// <summary>The language server csharp-ls over its standard streams, with analyzers on, as an editor runs it.</summary>
internal sealed class LanguageServer : IAsyncDisposable
{
    // The first answer comes after the server has loaded the project.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly JsonRpc _rpc;
    private readonly CancellationTokenSource _timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private LanguageServer(Process process)
    {
        _process = process;
        _timeout.CancelAfter(s_patience);
        _ = process.StandardError.ReadToEndAsync(_timeout.Token); // what it logs must not fill the pipe
        var format = new SystemTextJsonFormatter { JsonSerializerOptions = new(JsonSerializerDefaults.Web) };
        _rpc = new JsonRpc(new HeaderDelimitedMessageHandler(process.StandardInput.BaseStream, process.StandardOutput.BaseStream, format));
        _rpc.AddLocalRpcTarget(new Editor());
        _rpc.StartListening();
    }

    /// <summary>Starts the server on a folder whose project is restored. Skips the test where the tool cannot be had.</summary>
    public static async Task<LanguageServer> StartAsync(CleanFolder folder)
    {
        await Tool.RequireAsync("csharp-ls");
        var server = new LanguageServer(Tool.Start("csharp-ls"));
        var root = new Uri(folder.Root);
        await server.RequestAsync<object>("initialize", new
        {
            rootUri = root,
            workspaceFolders = new[] { new { uri = root, name = "drivers" } },
            capabilities = new { workspace = new { configuration = true }, textDocument = new { diagnostic = new { } } },
        });
        await server.NotifyAsync("initialized", new { });
        return server;
    }

    public Task OpenAsync(Uri file, string text) =>
        NotifyAsync("textDocument/didOpen", new { textDocument = new { uri = file, languageId = "csharp", version = 0, text } });

    public Task ChangeAsync(Uri file, int version, string text) =>
        NotifyAsync("textDocument/didChange", new { textDocument = new { uri = file, version }, contentChanges = new[] { new { text } } });

    /// <summary>What an editor would underline now.</summary>
    public async Task<IReadOnlyList<Diagnostic>> DiagnosticsAsync(Uri file) =>
        (await RequestAsync<Report>("textDocument/diagnostic", new { textDocument = new { uri = file } })).Items;

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _rpc.Dispose();
        _process.Dispose();
        _timeout.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<T> RequestAsync<T>(string method, object parameters) => _rpc.InvokeWithParameterObjectAsync<T>(method, parameters, _timeout.Token);

    private Task NotifyAsync(string method, object parameters) => _rpc.NotifyWithParameterObjectAsync(method, parameters);

    internal sealed record Report(IReadOnlyList<Diagnostic> Items);

    internal sealed record Diagnostic(int Severity, string Code);

    // What a server asks of its editor.
    private sealed class Editor
    {
        [JsonRpcMethod("workspace/configuration", UseSingleObjectParameterDeserialization = true)]
        public static object[] Configuration(ConfigurationRequest request) => [.. request.Items.Select(_ => new { analyzersEnabled = true })];

        [JsonRpcMethod("client/registerCapability", UseSingleObjectParameterDeserialization = true)]
        public static object? RegisterCapability(object _) => null;

        [JsonRpcMethod("window/workDoneProgress/create", UseSingleObjectParameterDeserialization = true)]
        public static object? CreateProgress(object _) => null;
    }

    internal sealed record ConfigurationRequest(IReadOnlyList<object> Items);
}

using System.Reflection;
using NotifierSdk.Generators.Tests.Harness;
using NotifierSdk.Shape;

namespace NotifierSdk.Generators.Tests.Table;

/// <summary>One driver of the table, inserted into a space of its own.</summary>
internal sealed class RowRun : IDisposable
{
    /// <summary>Longer than anything here takes, and short enough to see that something hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static readonly AddressRange Range = AddressRange.FromLength(0x1000, 0x1000);

    private static readonly Lazy<Assembly> s_drivers = new(CompileAll);

    private readonly Row _row;

    public RowRun(Row row, bool isInserted = true)
    {
        _row = row;
        Driver = s_drivers.Value.Create("Table." + row.TypeName, Probe);
        if (isInserted)
            Space.Insert(Driver, Range);
    }

    public AddressSpace Space { get; } = new();

    public Probe Probe { get; } = new();

    public IntervalNotifier Driver { get; }

    public void Dispose() => Space.Dispose();

    /// <summary>What a fault of this flavour shows for a status; the result of a commit of the given attempt, where it is completed.</summary>
    public string Expected(FaultStatus status, int attempt = 1) => _row.Flavour switch
    {
        nameof(FaultFlavour.Status) or nameof(FaultFlavour.Outcome) => status.ToString(),
        nameof(FaultFlavour.Success) => status == FaultStatus.Completed ? "True" : "False",
        nameof(FaultFlavour.Nothing) when status == FaultStatus.Completed => "",
        nameof(FaultFlavour.Result) when status == FaultStatus.Completed => (100 + attempt).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => $"throws {status}",
    };

    /// <summary>The steps of an attempt, as the log has them, in so far as this row has them.</summary>
    public IEnumerable<string> Steps(params IEnumerable<string> steps)
    {
        foreach (var step in steps)
        {
            if (_row.Collects || step.StartsWith("commit", StringComparison.Ordinal) || step.StartsWith("drop", StringComparison.Ordinal))
                yield return step;
        }
    }

    /// <summary>Faults, and waits for the outcome.</summary>
    public string Fault() => FaultCancelledBy(CancellationToken.None);

    public string FaultCancelledBy(CancellationToken cancellation) => Show(() => Outcome(Driver.Call("Fault", Range, cancellation)));

    /// <summary>The fault that waits no longer than a millisecond.</summary>
    public string FaultSoon() => Show(() => Outcome(Driver.Call("FaultSoon", Range, CancellationToken.None)));

    /// <summary>Calls the fault, without waiting for its task.</summary>
    public object? Begin() => Driver.Call("Fault", Range, CancellationToken.None);

    /// <summary>What a call comes to, as <see cref="Expected"/> shows it.</summary>
    public static string Complete(object? call) => Show(() => Outcome(call));

    public void Invalidate() => Space.BeginInvalidate(Range, InvalidationEvent.Unmap).Dispose();

    /// <summary>Whether somebody else, who cannot wait, may change the range now: only if the driver lock is free.</summary>
    public bool IsAcceptedElsewhere()
    {
        var isAccepted = false;
        // A thread, not a task: a task that is waited for may run on the thread that waits, and that one may enter its locks again.
        var other = new Thread(() =>
        {
            isAccepted = Space.TryBeginInvalidate(Range, InvalidationEvent.Unmap, out var scope);
            if (isAccepted)
                scope.Dispose();
        });
        other.Start();
        Assert.True(other.Join(Patience), "A callback that must not wait does.");
        return isAccepted;
    }

    public static bool IsCompleted(object? call) => call switch
    {
        Task task => task.IsCompleted,
        _ => (bool)call!.GetType().GetProperty(nameof(ValueTask.IsCompleted))!.GetValue(call)!,
    };

    private static Assembly CompileAll()
    {
        var source = "using System.Threading;\nusing System.Threading.Tasks;\nusing NotifierSdk;\nusing NotifierSdk.Generators.Tests.Table;\n\nnamespace Table;\n\n"
            + string.Concat(Row.All.Select(RowSource.Of));
        var compilation = GeneratorRun.Compile(source).AddReferences(Microsoft.CodeAnalysis.MetadataReference.CreateFromFile(typeof(Probe).Assembly.Location));
        return GeneratorRun.Of(compilation).Load();
    }

    private static string Show(Func<object?> outcome)
    {
        try
        {
            return outcome() switch
            {
                FaultOutcome { Status: var status } => status.ToString(), // without the reason
                var shown => shown?.ToString() ?? "",
            };
        }
        catch (FaultException exception)
        {
            return $"throws {exception.Status}";
        }
    }

    private static object? Outcome(object? call)
    {
        if (call is ValueTask valueTask)
            call = valueTask.AsTask();
        else if (call?.GetType() is { IsGenericType: true, Name: "ValueTask`1" } type)
            call = type.GetMethod(nameof(ValueTask<int>.AsTask))!.Invoke(call, null);
        if (call is not Task task)
            return call;
        task.GetAwaiter().GetResult();
        // A Task that yields nothing is a Task of an internal type all the same.
        var result = task.GetType().GetProperty(nameof(Task<int>.Result))?.GetValue(task);
        return result?.GetType().Name == "VoidTaskResult" ? null : result;
    }
}

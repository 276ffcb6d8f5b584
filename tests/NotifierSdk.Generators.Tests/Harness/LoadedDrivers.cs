using System.Reflection;
using System.Runtime.Loader;

namespace NotifierSdk.Generators.Tests.Harness;

/// <summary>Compiled drivers, loaded into the test's own process so that they run against the runtime.</summary>
internal static class LoadedDrivers
{
    /// <summary>Compiles author's and generated code, and loads it. Fails unless both compile without a warning, and the generator reported nothing.</summary>
    public static Assembly Load(this GeneratorRun run)
    {
        using var image = new MemoryStream();
        var emitted = run.Output.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        run.AssertClean(emitted.Diagnostics);
        image.Position = 0;
        // A context of its own: every test's assembly has the same name. What is not in it, the runtime among it, comes from the default one.
        return new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image);
    }

    public static IntervalNotifier Create(this Assembly assembly, string type, params object?[] arguments) =>
        (IntervalNotifier)Activator.CreateInstance(assembly.GetType(type, throwOnError: true)!, arguments)!;

    /// <summary>Calls a method; what it throws comes through as it is.</summary>
    public static object? Call(this IntervalNotifier driver, string method, params object?[] arguments) =>
        driver.GetType().GetMethod(method, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!
            .Invoke(driver, BindingFlags.DoNotWrapExceptions, null, arguments, null);
}

namespace NotifierSdk.Generators.Tests.Harness;

/// <summary>The drivers that the tests compile: the files of the folder Drivers.</summary>
internal static class DriverSource
{
    public static IEnumerable<string> Names =>
        typeof(DriverSource).Assembly.GetManifestResourceNames().Where(static name => name.EndsWith(".cs", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public static string Read(string name)
    {
        using var stream = typeof(DriverSource).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"There is no driver {name}; the drivers are {string.Join(", ", Names)}.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

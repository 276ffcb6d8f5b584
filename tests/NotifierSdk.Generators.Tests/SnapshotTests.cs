using System.Reflection;
using System.Runtime.CompilerServices;
using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Generators.Tests;

/// <summary>What is written for each driver of the folder Drivers; author's and generated code together compile without a warning.</summary>
public class SnapshotTests
{
    [Fact]
    public void Awaited() => Verify();

    [Fact]
    public void Broken() => Verify();

    [Fact]
    public void ByPragma() => Verify();

    [Fact]
    public void ByReference() => Verify();

    [Fact]
    public void CacheAfter() => Verify();

    [Fact]
    public void CacheBefore() => Verify();

    [Fact]
    public void Exclusive() => Verify();

    [Fact]
    public void Generic() => Verify();

    [Fact]
    public void Hidden() => Verify();

    [Fact]
    public void Inherited() => Verify();

    [Fact]
    public void Keywords() => Verify();

    [Fact]
    public void Nested() => Verify();

    [Fact]
    public void NullableOff() => Verify();

    [Fact]
    public void SharedDevice() => Verify();

    [Fact]
    public void Split() => Verify();

    [Fact]
    public void SplitByValue() => Verify();

    [Fact]
    public void Umem() => Verify();

    [Fact]
    public void Every_driver_has_a_snapshot() =>
        Assert.Equal(
            DriverSource.Names.Select(static name => name[..^".cs".Length]),
            typeof(SnapshotTests).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Select(static method => method.Name)
                .Where(static name => name != nameof(Every_driver_has_a_snapshot))
                .Order(StringComparer.Ordinal));

    private static void Verify([CallerMemberName] string driver = "") =>
        Snapshot.Verify(string.Join("\n", GeneratorRun.Of(DriverSource.Read(driver + ".cs")).AssertClean().Texts), method: driver);
}

using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Generators.Tests;

public class SnapshotTests
{
    [Fact]
    public void Umem() => Snapshot.Verify(GeneratorRun.Of(DriverSource.Read("Umem.cs")).AssertClean().Text);
}

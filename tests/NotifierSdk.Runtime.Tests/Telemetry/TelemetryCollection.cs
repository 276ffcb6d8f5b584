namespace NotifierSdk.Runtime.Tests.Telemetry;

/// <summary>Listeners hear the whole process: these tests run while no other test does, or that would be measured, and would allocate.</summary>
[CollectionDefinition(nameof(TelemetryCollection), DisableParallelization = true)]
public sealed class TelemetryCollection;

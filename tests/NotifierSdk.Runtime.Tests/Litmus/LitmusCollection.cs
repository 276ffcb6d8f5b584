namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>Two threads that need both their processors: these tests run while no other test does.</summary>
[CollectionDefinition(nameof(LitmusCollection), DisableParallelization = true)]
public sealed class LitmusCollection;

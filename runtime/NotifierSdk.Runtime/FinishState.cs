namespace NotifierSdk;

/// <summary>What the start half of a two-pass callback hands to its finish half: an object and a 64-bit value, so that neither is boxed.</summary>
/// <remarks>It belongs to one invocation. The same notifier can be between start and finish for two invalidations at once (protocol, section 5).</remarks>
/// <param name="State">Any object, or null.</param>
/// <param name="Value">Any number.</param>
public readonly record struct FinishState(object? State, ulong Value = 0);

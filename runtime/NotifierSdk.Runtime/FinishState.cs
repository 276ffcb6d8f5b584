namespace NotifierSdk;

/// <summary>Carries data from the start of a two-pass callback to its finish: an object and a 64-bit value, so that neither is boxed.</summary>
/// <remarks>The state belongs to one invocation. The same notifier can be between start and finish for two invalidations at once.</remarks>
/// <param name="State">Any object, or null.</param>
/// <param name="Value">Any number.</param>
public readonly record struct FinishState(object? State, ulong Value = 0);

namespace RegistrationCacheSample.Machine;

/// <summary>What a page is filled with: whose it is, and how often it was changed.</summary>
public readonly record struct Stamp(long Page, long Version);

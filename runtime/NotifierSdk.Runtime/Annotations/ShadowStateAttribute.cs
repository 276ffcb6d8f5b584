namespace NotifierSdk;

/// <summary>Says that the member is part of the shadow: derived from the primary mapping, and written only under a validated token.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ShadowStateAttribute : Attribute;

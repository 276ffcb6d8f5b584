namespace NotifierSdk;

/// <summary>Declares that the member is part of the shadow: it is derived from the primary mapping, and written only after a token was checked.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ShadowStateAttribute : Attribute;

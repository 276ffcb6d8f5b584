namespace NotifierSdk;

/// <summary>Declares that the member is part of the shadow: it is derived from the primary mapping, and written only after a token was checked.</summary>
/// <remarks>On a parameter, the attribute has no effect (rule NSDK1014): store a parameter of a primary constructor in a readonly field, and mark the field.</remarks>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ShadowStateAttribute : Attribute;

using System.ComponentModel;

namespace NotifierSdk.CompilerServices;

/// <summary>
/// Says which member is the driver lock of a type that code was generated for. The metadata of another assembly does not show a private member; this
/// lets the compiler tell the author of a derived driver. For generated code only.
/// </summary>
/// <param name="name">The name of the member.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class DriverLockNameAttribute(string name) : Attribute
{
    /// <summary>The name of the member.</summary>
    public string Name { get; } = name;
}

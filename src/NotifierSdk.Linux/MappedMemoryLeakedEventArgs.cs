namespace NotifierSdk.Linux;

/// <summary>Describes memory that was not disposed and cannot be disposed any more. It stays mapped until the process ends.</summary>
public sealed class MappedMemoryLeakedEventArgs : EventArgs
{
    internal MappedMemoryLeakedEventArgs(AddressSpace space, IReadOnlyList<AddressRange> mappedRanges, string? place)
    {
        Space = space;
        MappedRanges = mappedRanges;
        Place = place;
    }

    /// <summary>Gets the space to which the memory announced its changes.</summary>
    public AddressSpace Space { get; }

    /// <summary>Gets the ranges that stay mapped, in the order of their addresses.</summary>
    public IReadOnlyList<AddressRange> MappedRanges { get; }

    /// <summary>Gets the stack of the call that mapped the memory. The value is null unless <see cref="ValidationMode.IsEnabled"/>.</summary>
    public string? Place { get; }

    /// <summary>Returns a line that says what was leaked and what to do about it. If the place is known, it follows on further lines.</summary>
    public override string ToString() =>
        $"Mapped memory of the address space '{Space.Name}' became unreachable and was not disposed: {string.Join(", ", MappedRanges)} stay mapped until the process ends. Call Dispose when nothing uses the memory any more."
        + (Place is null ? $" With {ValidationMode.SwitchName} this report says where the memory was mapped." : $"{Environment.NewLine}Mapped here:{Environment.NewLine}{Place}");
}

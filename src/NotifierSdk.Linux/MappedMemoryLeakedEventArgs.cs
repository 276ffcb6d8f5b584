namespace NotifierSdk.Linux;

/// <summary>Memory that nobody disposed and nobody can dispose any more. It stays mapped until the process ends.</summary>
public sealed class MappedMemoryLeakedEventArgs : EventArgs
{
    internal MappedMemoryLeakedEventArgs(AddressSpace space, IReadOnlyList<AddressRange> mappedRanges, string? place)
    {
        Space = space;
        MappedRanges = mappedRanges;
        Place = place;
    }

    /// <summary>The space that the memory announced its changes to.</summary>
    public AddressSpace Space { get; }

    /// <summary>What stays mapped, in order of address.</summary>
    public IReadOnlyList<AddressRange> MappedRanges { get; }

    /// <summary>The stack of the call that mapped the memory. Null unless <see cref="ValidationMode.IsEnabled"/>.</summary>
    public string? Place { get; }

    /// <summary>What was leaked and what to do about it, on one line; the place, if it is known, on the lines after it.</summary>
    public override string ToString() =>
        $"Mapped memory of the address space '{Space.Name}' became unreachable and was not disposed: {string.Join(", ", MappedRanges)} stay mapped until the process ends. Call Dispose when nothing uses the memory any more."
        + (Place is null ? $" With {ValidationMode.SwitchName} this report says where the memory was mapped." : $"{Environment.NewLine}Mapped here:{Environment.NewLine}{Place}");
}

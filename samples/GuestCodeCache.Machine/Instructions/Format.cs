namespace GuestCodeCache.Machine.Instructions;

/// <summary>How an instruction's parts lie in its word.</summary>
internal enum Format
{
    Register,
    Immediate,
    Shift,
    Store,
    Branch,
    Upper,
    Jump,
    System,
}

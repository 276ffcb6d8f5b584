namespace GuestCodeCache.Machine.Execution;

/// <summary>Why a thread of the guest cannot simply go on.</summary>
public enum Trap
{
    /// <summary>It can.</summary>
    None,

    /// <summary>It calls the kernel.</summary>
    SystemCall,

    /// <summary>It came to a breakpoint.</summary>
    Breakpoint,

    /// <summary>There is no such instruction.</summary>
    IllegalInstruction,
}
